// Mutation testing of the pricing engine: npm run mutation. Takes a while, so not part of CI. Its survivors are judged in
// test/mutation/README.md.

// The same cases for every mutant, and few of them: each mutant runs every property that reaches it.
process.env.PROPERTY_SEED = '42';
process.env.PROPERTY_RUNS ??= '50';
process.env.PROPERTY_SHRINK = '0';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  jest: { configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  mutate: [
    'src/modules/pricing/**/*.ts',
    'src/shared/money.ts',
    'src/shared/allocate.ts',
    '!src/**/*.spec.ts',
    '!src/modules/pricing/{index,pricing.types,terms/rule-content}.ts',
  ],
  // Only what the tests need goes into the sandbox.
  ignorePatterns: [
    'dist',
    'reports',
    '.data',
    'coverage',
    'bench',
    'migrations',
    'test/{e2e,integration,unit}',
  ],
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 85, break: 85 },
  // A mutant that never ends is mostly told by how often it was run; the time is for the others, on a busy machine.
  timeoutMS: 15_000,
  timeoutFactor: 6,
};
