const { join } = require('node:path');

/** Which rooms a room may call: nothing else, and nobody calls `report`. A room that is not listed has no rules yet: add it. */
const MAY_CALL = {
  rule: [],
  audience: [],
  batch: ['rule'],
  notify: ['audience'],
  coupon: ['batch', 'rule', 'audience', 'notify'],
  order: ['coupon', 'batch', 'rule', 'audience', 'notify'],
  report: ['coupon', 'batch', 'order', 'notify', 'rule', 'audience'],
};

const ROOT = '^src/(main|worker|cli|app\\.module|schema)\\.ts$|^src/commands/';
const SPEC = '\\.spec\\.ts$';

const callGraph = Object.entries(MAY_CALL).map(([room, others]) => ({
  name: `rooms-called-by-${room}`,
  comment: `${room} may call ${others.join(', ') || 'no other room'}. Turn the call round, or let the caller pass the data.`,
  severity: 'error',
  from: { path: `^src/modules/${room}/` },
  to: { path: '^src/modules/', pathNot: [room, ...others].map((allowed) => `^src/modules/${allowed}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...callGraph,
    {
      name: 'known-rooms-only',
      comment: 'A new room needs its line in MAY_CALL, so that its calls are decided and not just happen.',
      severity: 'error',
      from: {},
      to: { path: '^src/modules/', pathNot: `^src/modules/(${Object.keys(MAY_CALL).join('|')})/` },
    },
    {
      name: 'rooms-only-through-the-door',
      comment: "Import from the room's index.ts, and add there what is missing.",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'root-only-through-the-door',
      comment: 'The composition root too takes from a room only what its index.ts offers.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/modules/' },
      to: { path: '^src/modules/', pathNot: '^src/modules/[^/]+/index\\.ts$' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'Domain code stands on its own domain and src/shared alone: no Node module, no package, no other folder.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/domain/', pathNot: SPEC },
      to: { pathNot: ['^src/modules/$1/domain/', '^src/shared/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'domain-takes-only-types-from-a-door',
      comment:
        "Of another room domain code may know types; what it does is called by application code. Use 'import type'.",
      severity: 'error',
      from: { path: '^src/modules/[^/]+/domain/', pathNot: SPEC },
      to: { path: '^src/modules/[^/]+/index\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-is-a-leaf',
      comment: 'src/shared stands on nothing, so that everything can stand on it.',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: SPEC },
      to: { pathNot: '^src/shared/' },
    },
    {
      name: 'platform-knows-no-room',
      comment: 'Technical parts know no coupon: let the room pass in what the part needs.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/modules/' },
    },
    {
      name: 'nobody-imports-the-root',
      comment:
        'Processes and modules are put together at the root; what two places need belongs into a room or the platform.',
      severity: 'error',
      from: { pathNot: ROOT },
      to: { path: ROOT },
    },
    {
      name: 'no-circles',
      comment: 'Whoever comes first in a circle sees undefined. (Circles of types alone are harmless.)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'only-declared-packages',
      comment:
        "What is not among package.json's dependencies is missing in production, or changes without notice.",
      severity: 'error',
      from: { path: '^src/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'nothing-missing',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: join(__dirname, 'tsconfig.json') },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'require', 'import', 'types', 'default'],
    },
  },
};
