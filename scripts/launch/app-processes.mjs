import { join } from 'node:path';
import { LaunchFailure } from '../failure.mjs';
import { ManagedProcess, pollUntil } from '../servers/index.mjs';
import { readableLog } from './readable-log.mjs';

const KEPT_LINES = 20;
const READY_DEADLINE_MS = 60_000;

/**
 * A process of the application.
 * @typedef {{ name: string, process: ManagedProcess, lastLines: string[], readyUrl: string }} AppProcess
 */

/**
 * @param {object} options
 * @param {string} options.root
 * @param {'api' | 'worker'} options.name
 * @param {string} options.script built file, relative to `root`
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.readyUrl
 * @param {string} options.recordFile
 * @returns {AppProcess}
 */
export function startAppProcess({ root, name, script, env, readyUrl, recordFile }) {
  /** @type {string[]} */
  const lastLines = [];
  const child = new ManagedProcess({
    name,
    program: process.execPath,
    args: [join(root, script)],
    cwd: root,
    env,
    recordFile,
    onLine: (line) => {
      const text = readableLog(line).replaceAll('\n', `\n${' '.repeat(7)}| `);
      lastLines.push(text);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      console.log(`${name.padEnd(7)}| ${text}`);
    },
  });
  return { name, process: child, lastLines, readyUrl };
}

/**
 * Waits until /health/ready says yes.
 * @param {AppProcess} app
 * @param {AbortSignal} signal
 * @throws {LaunchFailure} when it does not within a minute, or ends
 */
export async function waitUntilReady(app, signal) {
  let last = 'no answer';
  const ready = await pollUntil(
    async () => {
      if (!app.process.isRunning) throw explainEnd(app);
      try {
        const response = await fetch(app.readyUrl, { signal: AbortSignal.timeout(5_000) });
        last = `${response.status} ${(await response.text()).slice(0, 500)}`;
        return response.ok;
      } catch {
        return false;
      }
    },
    { deadlineMs: READY_DEADLINE_MS, signal },
  );
  if (!ready) {
    throw new LaunchFailure(
      `${app.name} was not ready within ${READY_DEADLINE_MS / 1000} s: ${app.readyUrl} says ${last}`,
    );
  }
}

/**
 * What to say about a process that ended by itself; its exit code becomes ours.
 * @param {AppProcess} app
 */
export function explainEnd({ name, process: { status }, lastLines }) {
  const how = status?.signal ? `was ended by ${status.signal}` : `ended with exit code ${status?.code}`;
  const lines = lastLines.map((line) => `  | ${line}`).join('\n');
  return new LaunchFailure(
    `${name} ${how}, so everything is stopped. Its last lines:\n${lines}`,
    status?.code || 1,
  );
}
