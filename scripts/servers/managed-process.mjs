import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { signalGroup, writeProcessRecord } from './process-identity.mjs';

/**
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null }} ExitStatus
 *
 * @typedef {object} ProcessSpec
 * @property {string} name what messages call it
 * @property {string} program
 * @property {string[]} args
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [logFile] receives what the process prints; the last run's log is kept as `….old`
 * @property {(line: string) => void} [onLine] receives it line by line instead; without either it goes where ours goes
 * @property {string} [recordFile] where the process is remembered for the case that we are killed
 * @property {NodeJS.Signals} [signalAtExit] what it gets when our own process ends without having stopped it
 */

/** @type {Set<ManagedProcess>} */
const running = new Set();

// The last net: whatever path led out of this process, except SIGKILL, no child outlives it.
process.on('exit', () => {
  for (const child of running) signalGroup(child.pid, child.signalAtExit);
});

/**
 * A child that leads a session and process group of its own. A Ctrl-C in the terminal goes to every process of
 * the foreground group at once; children in groups of their own do not get it, so that we decide the order in
 * which they end. Signals go to the whole group: a server program may be a wrapper script or may fork.
 */
export class ManagedProcess {
  /** Called when the process ends although nobody asked it to. @type {((status: ExitStatus) => void) | undefined} */
  onUnexpectedExit;
  /** @type {ExitStatus | undefined} */
  status;
  #endExpected = false;

  /** @param {ProcessSpec} spec */
  constructor(spec) {
    this.name = spec.name;
    this.signalAtExit = spec.signalAtExit ?? 'SIGTERM';
    const log = spec.logFile === undefined ? undefined : openFreshLog(spec.logFile);
    const output = log ?? (spec.onLine === undefined ? 'inherit' : 'pipe');
    const child = spawn(spec.program, spec.args, {
      cwd: spec.cwd,
      env: spec.env ?? process.env,
      detached: true,
      stdio: ['ignore', output, output],
    });
    if (log !== undefined) closeSync(log);
    /** 0 when the program could not be started at all. */
    this.pid = child.pid ?? 0;
    if (this.pid !== 0) {
      if (spec.recordFile !== undefined) writeProcessRecord(spec.recordFile, this.pid);
      running.add(this);
    }
    for (const stream of [child.stdout, child.stderr]) {
      if (stream && spec.onLine) createInterface({ input: stream }).on('line', spec.onLine);
    }
    /** @type {Promise<ExitStatus>} */
    this.exited = new Promise((resolve) => {
      child.once('error', () => this.#end({ code: 127, signal: null }, spec, resolve));
      // "close" comes after the last line of output, which is often the one that explains the exit. The process
      // that left its output to a grandchild would never close it, hence the clearing of the group on "exit".
      child.once('exit', () => signalGroup(this.pid, 'SIGKILL'));
      child.once('close', (code, signal) => this.#end({ code, signal }, spec, resolve));
    });
  }

  /**
   * @param {ExitStatus} status
   * @param {ProcessSpec} spec
   * @param {(status: ExitStatus) => void} resolve
   */
  #end(status, spec, resolve) {
    if (this.status !== undefined) return;
    this.status = status;
    running.delete(this);
    if (spec.recordFile !== undefined) rmSync(spec.recordFile, { force: true });
    resolve(status);
    if (!this.#endExpected) this.onUnexpectedExit?.(status);
  }

  get isRunning() {
    return this.status === undefined;
  }

  /**
   * Asks the process to end, waits for it, and kills it when it takes too long.
   * @param {{ graceMs: number, hurry?: AbortSignal, hurryGraceMs?: number, say?: (message: string) => void }} options `hurry` cuts the
   *   grace down to `hurryGraceMs`, 0 by default
   * @returns {Promise<ExitStatus>}
   */
  async stop({ graceMs, hurry, hurryGraceMs = 0, say }) {
    this.#endExpected = true;
    if (!this.isRunning) return this.exited;
    signalGroup(this.pid, 'SIGTERM');
    // A process that was stopped with SIGSTOP cannot react before it is continued.
    signalGroup(this.pid, 'SIGCONT');
    const kill = (/** @type {number} */ afterMs) => {
      const why = afterMs > 0 ? `it did not stop within ${afterMs / 1000} s` : 'in a hurry';
      say?.(`Killing ${this.name} (pid ${this.pid}): ${why}.`);
      signalGroup(this.pid, 'SIGKILL');
    };
    let timer = setTimeout(kill, graceMs, graceMs);
    const shorten = () => {
      clearTimeout(timer);
      timer = setTimeout(kill, hurryGraceMs, hurryGraceMs);
    };
    if (hurry?.aborted) shorten();
    hurry?.addEventListener('abort', shorten);
    const status = await this.exited;
    clearTimeout(timer);
    hurry?.removeEventListener('abort', shorten);
    return status;
  }

  /**
   * Sends a signal on purpose (a test's kill -9, SIGSTOP, SIGCONT): the end that follows is not unexpected.
   * @param {NodeJS.Signals} signal
   * @returns {Promise<void>} for SIGKILL after the process has ended, else at once
   */
  async kill(signal) {
    if (!this.isRunning) return;
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') this.#endExpected = true;
    signalGroup(this.pid, signal);
    if (signal === 'SIGKILL') await this.exited;
  }
}

/** @param {string} file */
function openFreshLog(file) {
  if (existsSync(file)) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}
