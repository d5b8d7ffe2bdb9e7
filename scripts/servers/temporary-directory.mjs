import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, readProcessRecord, stopRecordedProcess, writeProcessRecord } from './process-identity.mjs';

const PREFIX = 'coupon-servers-';
const OWNER = 'owner.json';

/** @type {string | undefined} */
let runDirectory;

/**
 * Makes a folder for one throw-away server. All of a process's folders lie in one, which says who its owner is, and
 * which is gone when the owner ends in any way but SIGKILL.
 * @param {string} name
 * @returns {string}
 */
export function makeServerDirectory(name) {
  runDirectory ??= makeRunDirectory();
  return mkdtempSync(join(runDirectory, `${name}-`));
}

function makeRunDirectory() {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  writeProcessRecord(join(directory, OWNER), process.pid);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

/**
 * Removes a server's folder, and with the last one the folder that holds them all.
 * @param {string} directory from `makeServerDirectory`
 */
export function removeServerDirectory(directory) {
  rmSync(directory, { recursive: true, force: true });
  if (runDirectory === undefined || !existsSync(runDirectory)) return;
  if (readdirSync(runDirectory).some((name) => name !== OWNER)) return;
  rmSync(runDirectory, { recursive: true, force: true });
  runDirectory = undefined;
}

/**
 * Clears away what runs that were killed with SIGKILL left in the temporary folder: stops their servers and removes
 * their files. Runs that still live, and other users' files, are left alone.
 * @returns {Promise<string[]>} the folders that were removed
 */
export async function sweepAbandonedServers() {
  const removed = [];
  for (const name of readdirSync(tmpdir())) {
    const directory = join(tmpdir(), name);
    if (!name.startsWith(PREFIX) || !isAbandoned(directory)) continue;
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      await stopRecordedProcess(join(directory, entry.name, 'data.process.json'), { graceMs: 0 });
    }
    rmSync(directory, { recursive: true, force: true });
    removed.push(directory);
  }
  return removed;
}

/** @param {string} directory */
function isAbandoned(directory) {
  try {
    const { uid, mtimeMs } = statSync(directory);
    if (uid !== process.getuid?.()) return false;
    const owner = join(directory, OWNER);
    // A run that has only just begun may not have written its record yet.
    if (!existsSync(owner)) return Date.now() - mtimeMs > 60_000;
    return !isAlive(readProcessRecord(owner));
  } catch {
    return false;
  }
}
