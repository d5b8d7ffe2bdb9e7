import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError, LaunchFailure } from '../failure.mjs';
import { insertOrSelectHold } from '../prepare/lock.mjs';
import { stopRecordedProcess } from '../servers/process-identity.mjs';

/** Where the pid of a process of the application is remembered. */
export const recordFile = (/** @type {string} */ dataDir, /** @type {string} */ name) =>
  join(dataDir, `${name}.process.json`);

/**
 * One launcher per data folder; what an earlier one left running, because it was killed, is stopped first.
 * @param {string} dataDir
 * @param {(message: string) => void} say
 * @returns {Promise<() => void>} gives the folder free again
 * @throws {LaunchFailure} when another launcher lives
 */
export async function becomeOnlyLauncher(dataDir, say) {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
  const lock = await insertOrSelectHold(join(dataDir, 'launcher.lock'), { waitMs: 0 });
  if (lock.holderPid !== undefined) {
    throw new LaunchFailure(`npm start runs here already (pid ${lock.holderPid}): stop that one first.`);
  }
  for (const name of ['api', 'worker']) {
    const pid = await stopRecordedProcess(recordFile(dataDir, name), { graceMs: 20_000 });
    if (pid !== undefined) say(`Stopped the ${name} (pid ${pid}) that an earlier run left behind.`);
  }
  return lock.release;
}
