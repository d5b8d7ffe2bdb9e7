import { statfsSync } from 'node:fs';
import { LaunchFailure } from '../failure.mjs';

const SHOWN_LINES = 15;
const FULL_DISK =
  /No space left on device|errno: 28\b|OS error: 28\b|error number 28\b|Disk is full|out of disk space/i;
const MEBIBYTE = 1024 * 1024;
// With less than this left, servers fail in ways that do not name the cause, or wait forever for space.
export const SCARCE_MIB = 32;

/**
 * What a server's log says about its failure: the lines that it calls errors, or else its last ones.
 * @param {{ log: string, logFile: string, dir: string }} input `dir`: where the server writes
 * @returns {string} begins with a blank and ends with a line feed
 */
export function explainLog({ log, logFile, dir }) {
  const lines = log.trimEnd().split('\n');
  const errors = lines.filter((line) => /\[ERROR\]|fatal|^ERROR|# /i.test(line));
  const [shown, what] = errors.length > 0 ? [errors, 'errors'] : [lines, 'last lines'];
  const freeMib = freeSpaceMib(dir);
  const disk =
    FULL_DISK.test(log) || freeMib < SCARCE_MIB
      ? ` The disk that holds ${dir} is full (${freeMib} MiB are left).`
      : '';
  return `${disk}\nThe ${what} in ${logFile}:\n${shown
    .slice(-SHOWN_LINES)
    .map((line) => `  | ${line}\n`)
    .join('')}`;
}

/**
 * @param {string} dir
 * @returns {number} space that an ordinary user may still fill
 */
function freeSpaceMib(dir) {
  const { bavail, bsize } = statfsSync(dir);
  return Math.floor((bavail * bsize) / MEBIBYTE);
}

/**
 * @param {string} dir
 * @param {number} neededMib
 * @throws {LaunchFailure} when less than that is free
 */
export function requireFreeSpace(dir, neededMib) {
  const freeMib = freeSpaceMib(dir);
  if (freeMib >= neededMib) return;
  throw new LaunchFailure(
    `The disk that holds ${dir} is full: ${freeMib} MiB are left, ${neededMib} MiB are needed.`,
  );
}
