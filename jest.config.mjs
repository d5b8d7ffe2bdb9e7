import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
const swc = (parser) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2023',
      parser,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
  },
];
// Nest 12 ships ESM only; Jest on Node < 24.9 cannot require(esm), so swc turns these into CommonJS (cached).
const esmOnly = [
  'eventsource',
  'eventsource-parser',
  '@nestjs',
  'cookie',
  'content-disposition',
  'fast-check',
  'pure-rand',
  '@noble/ciphers',
].join('|');
const base = {
  // Not node_modules and dist: what is crawled at start, and watched.
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/migrations'],
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true, dynamicImport: true }),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esmOnly})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/.stryker-tmp/'],
  setupFiles: ['reflect-metadata'],
  clearMocks: true,
};
// Servers are provided when a project needs them, unless "npm test" has done so.
const withServers = {
  globalSetup: '<rootDir>/scripts/testing/jest-setup-servers.mjs',
  globalTeardown: '<rootDir>/scripts/testing/jest-teardown.mjs',
};
const withBuild = { ...withServers, globalSetup: '<rootDir>/scripts/testing/jest-setup-built.mjs' };

// unit: pure code, no server. integration: parts on a real MySQL and Redis, in process.
// e2e: the built API, worker and CLI as processes of their own.
export default {
  // Much of a test's time is a server's or a wait.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A suite that fails in beforeAll leaves connections open; it must end red, not hang.
  forceExit: true,
  // Servers are started and databases migrated in hooks, on machines that do other things as well: it ends what hangs, and is
  // no measure of speed.
  testTimeout: 120_000,
  reporters: [
    '<rootDir>/scripts/testing/quiet-reporter.mjs',
    'summary',
    '<rootDir>/scripts/testing/sql-reporter.mjs',
  ],
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/unit/**/*.spec.ts'],
    },
    {
      ...base,
      ...withServers,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/statements/sent-sql.ts'],
    },
    { ...base, ...withBuild, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
