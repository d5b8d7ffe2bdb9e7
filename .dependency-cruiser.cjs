const { join } = require('node:path');

/**
 * Which modules a module may call: nothing else, and nobody calls `report`. A module that is not listed has no rules yet:
 * add it.
 */
const MAY_CALL = {
  pricing: [],
  audience: [],
  catalogue: [],
  payment: [],
  rule: ['pricing'],
  batch: ['rule', 'pricing', 'audience'],
  notify: ['audience', 'batch'],
  coupon: ['batch', 'pricing', 'notify', 'audience'],
  code: ['batch', 'coupon', 'notify'],
  distribution: ['batch', 'coupon', 'code', 'notify', 'audience', 'pricing'],
  order: ['pricing', 'rule', 'audience', 'batch', 'catalogue', 'payment', 'notify', 'coupon'],
  report: [
    'coupon',
    'code',
    'batch',
    'order',
    'notify',
    'rule',
    'audience',
    'catalogue',
    'payment',
    'distribution',
    'pricing',
  ],
};

const ROOT = '^src/(main|worker|cli|openapi|app\\.module|cli\\.module|schema)\\.ts$|^src/commands/';
/** Pure code. The pricing module is nothing else. */
const DOMAIN = '^src/modules/([^/]+/domain|pricing)/';
const SPEC = '\\.spec\\.ts$';
/** Of an `http/` folder what stands without HTTP: the shapes of input, which commands have too. */
const SHAPES = '(?:.*(?:\\.dto|\\.schemas|\\.validators|-input)|index)\\.ts$';
/** What is there only where HTTP is served. */
const HTTP = [
  `^src/modules/[^/]+/http/(?!${SHAPES})`,
  '^src/modules/[^/]+/[^/]+-http\\.module\\.ts$',
  '^src/platform/(?:http|health|limits|auth/guard|idempotency/http)/',
  '^src/platform/metrics/metrics\\.controller\\.ts$',
  '^src/(?:platform/process|main|worker|openapi|app\\.module)\\.ts$',
];
/** What knows the schema as TypeORM has it. */
const ORM = ['^src/platform/database/orm/', '[./]entit(?:y|ies)(?:\\.ts$|/)', '^src/schema\\.ts$'];

const callGraph = Object.entries(MAY_CALL).map(([module, others]) => ({
  name: `modules-called-by-${module}`,
  comment: `${module} may call ${others.join(', ') || 'no other module'}. Turn the call round, or let the caller pass the data.`,
  severity: 'error',
  from: { path: `^src/modules/${module}/` },
  to: { path: '^src/modules/', pathNot: [module, ...others].map((allowed) => `^src/modules/${allowed}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...callGraph,
    {
      name: 'known-modules-only',
      comment: 'A new module needs its line in MAY_CALL, so that its calls are decided and not just happen.',
      severity: 'error',
      from: {},
      to: { path: '^src/modules/', pathNot: `^src/modules/(${Object.keys(MAY_CALL).join('|')})/` },
    },
    {
      name: 'modules-only-through-the-door',
      comment: "Import from the module's index.ts, and add there what is missing.",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: {
        path: '^src/modules/',
        pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/(?:http/)?index\\.ts$'],
      },
    },
    {
      name: 'http-through-its-own-door',
      comment: "What modules' HTTP shares is in http/index.ts, which nothing but HTTP imports.",
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/modules/[^/]+/http/' },
      to: { path: '^src/modules/[^/]+/http/index\\.ts$' },
    },
    {
      name: 'core-knows-no-http',
      comment:
        'Commands and jobs load core code, which loads no HTTP: neither routes nor the packages that serve and describe them.',
      severity: 'error',
      from: { path: '^src/', pathNot: [...HTTP, SPEC] },
      to: {
        path: [...HTTP, 'node_modules/(?:@nestjs/(?:swagger|platform-fastify)|fastify|@fastify)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'orm-for-the-schema',
      comment:
        'TypeORM knows tables and migrates them; statements are our own. So only those load it who compare or change the schema.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [...ORM, '^src/(?:app\\.module|commands/bring-up-to-date)\\.ts$', SPEC],
      },
      to: { path: [...ORM, 'node_modules/(?:@nestjs/)?typeorm/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'root-only-through-the-door',
      comment:
        'The composition root too takes from a module only what its index.ts offers, its cli/index.ts, its Nest modules and its entities.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/modules/' },
      to: {
        path: '^src/modules/',
        pathNot: '^src/modules/[^/]+/((cli/)?index|[^/]+\\.module|infra/entities(/index)?)\\.ts$',
      },
    },
    {
      name: 'domain-is-pure',
      comment:
        'Domain code stands on its own domain, the pricing engine and src/shared alone: no Node module, no package, no other folder.',
      severity: 'error',
      from: { path: DOMAIN, pathNot: SPEC },
      to: {
        pathNot: [
          '^src/modules/$1/',
          '^src/modules/pricing/',
          '^src/shared/',
          '^src/modules/[^/]+/index\\.ts$',
        ],
      },
    },
    {
      name: 'domain-takes-only-types-from-a-door',
      comment:
        "Of another module domain code may know types (of pricing, which is pure, everything); what else it does is called by application code. Use 'import type'.",
      severity: 'error',
      from: { path: DOMAIN, pathNot: SPEC },
      to: {
        path: '^src/modules/[^/]+/index\\.ts$',
        pathNot: '^src/modules/pricing/index\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'entrances-call-application',
      comment:
        'Controllers, jobs and commands turn what comes in into a call of application code: rows, Redis and providers are its business.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/(?:http|jobs|cli)/', pathNot: SPEC },
      to: { path: '^src/modules/$1/infra/' },
    },
    {
      name: 'application-knows-no-entrance',
      comment:
        'What several entrances need is a view or a port of application code, which their DTOs, queues and options follow.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/(?:application|content|infra)/', pathNot: SPEC },
      to: { path: '^src/modules/$1/(?:http|jobs|cli)/' },
    },
    {
      name: 'entrances-stand-apart',
      comment:
        'Each way in leads to application code. (Only commands borrow: they take their input as the API does.)',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/(http|jobs)/', pathNot: SPEC },
      to: { path: '^src/modules/$1/(?:http|jobs|cli)/', pathNot: '^src/modules/$1/$2/' },
    },
    {
      name: 'database-of-application-and-infra',
      comment:
        "Transactions are opened by application code, and passed on. Elsewhere the database's types are enough: 'import type'.",
      severity: 'error',
      from: {
        path: '^src/(?:modules|commands)/',
        pathNot: [
          '^src/modules/[^/]+/(?:application|infra)/',
          '^src/commands/(?:bring-up-to-date|seed-coupons)\\.ts$',
          SPEC,
        ],
      },
      to: { path: '^src/platform/database/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'idempotency-of-application',
      comment:
        'Once-only work is a transaction. What others need of it is in the index of platform/idempotency.',
      severity: 'error',
      from: { path: '^src/(?:modules|commands)/', pathNot: ['^src/modules/[^/]+/application/', SPEC] },
      to: { path: '^src/platform/idempotency/idempotency\\.ts$' },
    },
    {
      name: 'shared-is-a-leaf',
      comment: 'src/shared stands on nothing, so that everything can stand on it.',
      severity: 'error',
      from: { path: '^src/shared/', pathNot: SPEC },
      to: { pathNot: '^src/shared/' },
    },
    {
      name: 'platform-knows-no-module',
      comment: 'Technical parts know no coupon: let the module pass in what the part needs.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/modules/' },
    },
    {
      name: 'nobody-imports-the-root',
      comment:
        'Processes and modules are put together at the root; what two places need belongs into a module or the platform.',
      severity: 'error',
      from: { pathNot: ROOT },
      to: { path: ROOT },
    },
    {
      name: 'no-circles',
      comment: 'Whoever comes first in a circle sees undefined.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circles-of-types',
      comment:
        'What both sides need has no place of its own yet. (Only the engine may: what rules can say follows from its table of benefits.)',
      severity: 'error',
      from: { pathNot: '^src/modules/pricing/' },
      to: { circular: true },
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
