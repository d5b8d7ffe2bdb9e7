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
].join('|');
const base = {
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

// unit: pure code, no server. integration: parts on a real MySQL and Redis, in process.
// e2e: the built API, worker and CLI as processes of their own.
export default {
  // Much of a test's time is a server's or a wait.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A suite that fails in beforeAll leaves connections open; it must end red, not hang.
  forceExit: true,
  // Servers are started and databases migrated in hooks, on machines that do other things as well.
  testTimeout: 30_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/unit/**/*.spec.ts'],
    },
    { ...base, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
