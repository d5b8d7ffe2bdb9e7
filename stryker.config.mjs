// Mutation testing of the pricing engine: npm run mutation. Slow, so not part of CI.
import jestConfig from './jest.config.mjs';

const unit = jestConfig.projects.find(({ displayName }) => displayName === 'unit');

// The same cases for every mutant, and few of them: each mutant runs every property that reaches it.
process.env.PROPERTY_SEED = '42';
process.env.PROPERTY_RUNS ??= '10';
process.env.PROPERTY_SHRINK = '0';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  mutate: [
    'src/modules/rule/domain/**/*.ts',
    'src/shared/money.ts',
    'src/shared/allocate.ts',
    '!src/**/*.spec.ts',
    '!src/modules/rule/domain/{pricing.types,rule-content}.ts',
  ],
  jest: {
    projectType: 'custom',
    config: {
      ...unit,
      testMatch: ['<rootDir>/src/modules/rule/domain/**/*.spec.ts', '<rootDir>/src/shared/*.spec.ts'],
      roots: ['<rootDir>/src/modules/rule', '<rootDir>/src/shared', '<rootDir>/test/support'],
      testPathIgnorePatterns: ['/node_modules/', String.raw`\.retail\.spec\.ts$`],
    },
  },
  // Only what the tests need goes into the sandbox.
  ignorePatterns: ['dist', 'reports', '.data', 'coverage', 'bench', 'migrations', '**/*.retail.spec.ts'],
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 90, low: 85, break: 85 },
  timeoutMS: 20_000,
};
