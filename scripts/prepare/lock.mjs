import { linkSync, rmSync } from 'node:fs';
import { errorCode, explainFileError } from '../failure.mjs';
import { pollUntil } from '../servers/poll-until.mjs';
import { isAlive, readProcessRecord, writeProcessRecord } from '../servers/process-identity.mjs';

/**
 * Takes a lock that a file stands for. The file names its holder; one whose holder is dead is taken over.
 * @param {string} file
 * @param {{ waitMs: number, onWait?: (holderPid: number) => void, signal?: AbortSignal }} options
 * @returns {Promise<{ release: () => void, holderPid: undefined } | { release: () => void, holderPid: number }>} `holderPid` is set when
 *   the lock could not be had in time
 */
export async function insertOrSelectHold(file, { waitMs, onWait, signal }) {
  let holderPid = tryLock(file);
  if (holderPid !== undefined && waitMs > 0) {
    onWait?.(holderPid);
    const ask = () => {
      holderPid = tryLock(file);
      return holderPid === undefined;
    };
    await pollUntil(ask, { deadlineMs: waitMs, signal });
  }
  if (holderPid !== undefined) return { release: () => {}, holderPid };
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  return {
    release: () => {
      process.off('exit', release);
      release();
    },
    holderPid: undefined,
  };
}

/**
 * @param {string} file
 * @returns {number | undefined} pid of the living holder; undefined when the lock is ours now
 */
function tryLock(file) {
  const mine = `${file}.${process.pid}`;
  try {
    // A link appears under its name whole or not at all, so nobody ever reads half a record.
    writeProcessRecord(mine, process.pid);
    for (;;) {
      try {
        linkSync(mine, file);
        return undefined;
      } catch (error) {
        const code = errorCode(error);
        if (code !== 'EEXIST') throw error;
      }
      const holder = readProcessRecord(file);
      if (holder !== undefined && isAlive(holder)) return holder.pid;
      rmSync(file, { force: true });
    }
  } catch (error) {
    throw explainFileError(error, file);
  } finally {
    rmSync(mine, { force: true });
  }
}
