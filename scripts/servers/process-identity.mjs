import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from '../failure.mjs';
import { pollUntil } from './poll-until.mjs';

/**
 * A process that a launcher started, as it is remembered in a file. A pid alone is not enough to recognise it:
 * after a crash or a reboot the same number may belong to somebody else's process. Together with the instant at
 * which the process began it names one process for as long as the machine runs.
 * @typedef {{ pid: number, identity: string }} ProcessRecord
 */

/**
 * Tells which process wears a pid now.
 * @param {number} pid
 * @returns {string | undefined} boot and start time of the process; undefined when nothing (or a zombie) has that pid
 */
export function processIdentity(pid) {
  if (process.platform === 'linux') return linuxIdentity(pid);
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = ps.stdout?.trim();
  if (!line || line.startsWith('Z')) return undefined;
  // The state letters change while a process runs; what follows them does not.
  return line.replace(/^\S+\s+/, '');
}

/** @param {number} pid */
function linuxIdentity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself contain blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

/** @param {ProcessRecord | undefined} record */
export function isAlive(record) {
  return record !== undefined && processIdentity(record.pid) === record.identity;
}

/**
 * Remembers a process that was just started. Synchronous on purpose: the shorter the time between the start and
 * the record, the smaller the chance that a launcher killed in between leaves a process nobody remembers.
 * @param {string} file
 * @param {number} pid
 */
export function writeProcessRecord(file, pid) {
  writeFileSync(file, JSON.stringify({ pid, identity: processIdentity(pid) ?? '' }), { mode: 0o600 });
}

/**
 * @param {string} file
 * @returns {ProcessRecord | undefined} undefined when there is no record, or half of one
 */
export function readProcessRecord(file) {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8'));
    const valid =
      Number.isInteger(record.pid) && typeof record.identity === 'string' && record.identity !== '';
    return valid ? record : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stops the process of a record and its group if, and only if, it is still that very process. Used to clear
 * away what a launcher that was killed with SIGKILL left behind. Every process that we record leads its own group.
 * @param {string} file the record; removed afterwards
 * @param {{ graceMs: number }} options how long it may take to end before it is killed
 * @returns {Promise<number | undefined>} the pid of the process that was stopped, if there was one
 */
export async function stopRecordedProcess(file, { graceMs }) {
  const record = readProcessRecord(file);
  if (record === undefined || !isAlive(record)) {
    rmSync(file, { force: true });
    return undefined;
  }
  signalGroup(record.pid, 'SIGTERM');
  // A stopped (SIGSTOP) process cannot react to SIGTERM before it is continued.
  signalGroup(record.pid, 'SIGCONT');
  if (!(await pollUntil(() => !isAlive(record), { deadlineMs: graceMs }))) {
    signalGroup(record.pid, 'SIGKILL');
    await pollUntil(() => !isAlive(record), { deadlineMs: 5_000 });
  }
  rmSync(file, { force: true });
  return record.pid;
}

/**
 * Signals a process that leads a group, and its children with it.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  // kill(0) and kill(-1) would reach our own group, or everybody.
  if (pid <= 1) throw new RangeError(`Not the pid of a child: ${pid}`);
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Already gone, or on macOS a zombie that its parent has not collected yet: nothing is left to signal.
    const code = errorCode(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
