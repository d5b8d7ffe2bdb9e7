import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Reads what Jest wrote with `--json --outputFile`. A file that could not even be loaded counts as one failed test.
 * @param {string} file
 * @returns {Counts} nothing at all when Jest wrote no file
 */
export function countJest(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

/**
 * Reads the totals at the end of the TAP that `node --test` writes.
 * @param {string} tap
 * @returns {Counts}
 */
export function countTap(tap) {
  const total = (/** @type {string} */ name) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  return { passed: total('pass'), failed: total('fail') + total('cancelled') };
}
