import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError, LaunchFailure } from '../failure.mjs';
import { explainLog, requireFreeSpace, SCARCE_MIB } from './explain-log.mjs';
import { pickPort } from './loopback-ports.mjs';
import { ManagedProcess } from './managed-process.mjs';
import { pollUntil } from './poll-until.mjs';
import { stopRecordedProcess } from './process-identity.mjs';
import { removeServerDirectory } from './temporary-directory.mjs';

const PORT_TRIES = 3;
// Long enough for a clean stop of an idle server; one that is killed recovers from its log.
const HURRY_GRACE_MS = 3_000;

/**
 * What distinguishes one kind of server from another.
 * @typedef {object} ServerKind
 * @property {string} name what messages call it, e.g. "MariaDB 10.11"
 * @property {string} folder name of its data folder inside `dir`
 * @property {number} stopGraceMs
 * @property {number} startDeadlineMs
 * @property {(dataDir: string, signal?: AbortSignal) => Promise<void>} prepare makes the data folder where it is missing
 * @property {(dataDir: string, port: number) => { program: string, args: string[] }} command
 * @property {(port: number, pid: number) => Promise<boolean>} isReady asks the server itself, over its protocol; must be false
 *   for another server that took the port
 * @property {(port: number) => string} urlOf
 * @property {RegExp} portTaken recognises in the log that the port was taken
 * @property {(log: string) => string} explain adds what is known about a failure; '' for nothing
 *
 * @typedef {object} ServerOptions
 * @property {string} dir everything that the server owns: data, log, records
 * @property {boolean} throwAway removes `dir` when the server is stopped
 * @property {number} [port] preferred; the last one used by default
 * @property {(message: string) => void} say
 * @property {AbortSignal} [signal] gives up a start in progress
 */

/**
 * One server process of our own, with a folder of its own, on 127.0.0.1. It owns nothing outside `dir` and never
 * touches a server that it has not started itself.
 */
export class PrivateServer {
  /** Called when the server ends although nobody asked it to. @type {((message: string) => void) | undefined} */
  onUnexpectedExit;
  /** @type {ManagedProcess | undefined} */
  #process;
  #kind;
  #options;
  #port = 0;

  /**
   * @param {ServerKind} kind
   * @param {ServerOptions} options
   */
  constructor(kind, options) {
    this.#kind = kind;
    this.#options = options;
  }

  get name() {
    return this.#kind.name;
  }
  get dir() {
    return this.#options.dir;
  }
  get port() {
    return this.#port;
  }
  /** Connection URL with account and password. */
  get url() {
    return this.#kind.urlOf(this.#port);
  }
  /** Pid of the running server; 0 while it is down. */
  get pid() {
    return this.isRunning ? (this.#process?.pid ?? 0) : 0;
  }
  get isRunning() {
    return this.#process?.isRunning ?? false;
  }
  get #dataDir() {
    return join(this.dir, this.#kind.folder);
  }
  get #logFile() {
    return join(this.dir, `${this.#kind.folder}.log`);
  }
  get #recordFile() {
    return join(this.dir, `${this.#kind.folder}.process.json`);
  }
  get #portFile() {
    return join(this.dir, `${this.#kind.folder}.port`);
  }

  /**
   * Starts the server and waits until it answers.
   * @returns {Promise<this>}
   * @throws {LaunchFailure} with the end of the server's log
   */
  async start() {
    const { signal, say } = this.#options;
    try {
      mkdirSync(this.dir, { recursive: true, mode: 0o700 });
      chmodSync(this.dir, 0o700);
      const leftOver = await stopRecordedProcess(this.#recordFile, { graceMs: this.#kind.stopGraceMs });
      if (leftOver !== undefined)
        say(`Stopped ${this.name} (pid ${leftOver}) that an earlier run left behind.`);
      requireFreeSpace(this.dir, SCARCE_MIB);
      await this.#kind.prepare(this.#dataDir, signal);
      await this.#startOnSomePort(this.#port || this.#options.port || this.#readLastPort());
      writeFileSync(this.#portFile, String(this.#port));
    } catch (error) {
      await this.stop();
      throw explainFileError(error, this.dir);
    }
    return this;
  }

  /** @param {number | undefined} preferred */
  async #startOnSomePort(preferred) {
    for (let tries = 1; ; tries++) {
      const port = await pickPort(tries === 1 ? preferred : undefined);
      if (await this.#startOn(port)) return;
      // Somebody bound the port between our look at it and the server's start.
      if (tries === PORT_TRIES || !this.#kind.portTaken.test(this.#readLog())) throw this.#startFailure();
    }
  }

  /**
   * @param {number} port
   * @returns {Promise<boolean>} false when the server ended before it was ready
   */
  async #startOn(port) {
    const { program, args } = this.#kind.command(this.#dataDir, port);
    const child = new ManagedProcess({
      name: this.name,
      program,
      args,
      cwd: this.#dataDir,
      logFile: this.#logFile,
      recordFile: this.#recordFile,
      signalAtExit: this.#options.throwAway ? 'SIGKILL' : 'SIGTERM',
    });
    this.#process = child;
    this.#port = port;
    const answered = await pollUntil(
      async () => !child.isRunning || (await this.#kind.isReady(port, child.pid)),
      { deadlineMs: this.#kind.startDeadlineMs, signal: this.#options.signal },
    );
    if (!child.isRunning) return false;
    if (!answered) throw this.#startFailure();
    child.onUnexpectedExit = ({ code, signal }) => {
      const how = signal ?? `exit code ${code}`;
      this.onUnexpectedExit?.(`${this.name} stopped unexpectedly (${how}).${this.#explainLog()}`);
    };
    return true;
  }

  /**
   * Stops the server; a throw-away one takes its folder with it.
   * @param {{ hurry?: AbortSignal }} [options] `hurry` waits a moment only
   */
  async stop({ hurry } = {}) {
    const { throwAway, say } = this.#options;
    await this.#process?.stop({ graceMs: this.#kind.stopGraceMs, hurry, hurryGraceMs: HURRY_GRACE_MS, say });
    if (throwAway) removeServerDirectory(this.dir);
  }

  /**
   * Sends a signal to the server, as a fault would.
   * @param {NodeJS.Signals} signal
   */
  async kill(signal) {
    await this.#process?.kill(signal);
  }

  /**
   * Stops the server if it still runs and starts it again on the same port.
   * @param {{ empty?: boolean }} [options] `empty` throws the data away in between
   */
  async restart({ empty = false } = {}) {
    await this.#process?.stop({ graceMs: this.#kind.stopGraceMs, say: this.#options.say });
    if (empty) rmSync(this.#dataDir, { recursive: true, force: true });
    await this.start();
  }

  #startFailure() {
    const status = this.#process?.status;
    const how =
      status === undefined
        ? `did not answer within ${this.#kind.startDeadlineMs / 1000} s`
        : `ended while starting (${status.signal ?? `exit code ${status.code}`})`;
    return new LaunchFailure(`${this.name} ${how}.${this.#explainLog()}`);
  }

  #explainLog() {
    const log = this.#readLog();
    return this.#kind.explain(log) + explainLog({ log, logFile: this.#logFile, dir: this.dir });
  }

  #readLog() {
    try {
      return readFileSync(this.#logFile, 'utf8');
    } catch {
      return '';
    }
  }

  #readLastPort() {
    try {
      return Number(readFileSync(this.#portFile, 'utf8')) || undefined;
    } catch {
      return undefined;
    }
  }
}
