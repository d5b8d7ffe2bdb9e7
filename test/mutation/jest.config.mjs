import { join } from 'node:path';
import jestConfig from '../../jest.config.mjs';

const { displayName, ...unit } = jestConfig.projects.find((project) => project.displayName === 'unit');

// One file of tests serves every mutant: starting Jest is most of what a mutant costs.
/** @type {import('jest').Config} */
export default {
  ...unit,
  rootDir: join(import.meta.dirname, '../..'),
  roots: ['src/modules/pricing', 'src/shared', 'test/support', 'test/mutation'].map(
    (path) => `<rootDir>/${path}`,
  ),
  testMatch: ['<rootDir>/test/mutation/engine.spec.ts'],
  testEnvironment: './test/mutation/stop-at-first-failure.cjs',
  setupFiles: [],
};
