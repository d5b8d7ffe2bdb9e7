import { join } from 'node:path';
import { LaunchFailure } from '../failure.mjs';
import { runCommand } from '../run-command.mjs';
import { readableLog } from './readable-log.mjs';

/**
 * Runs a command of the application's CLI.
 * @param {string[]} args
 * @param {{ root: string, env: NodeJS.ProcessEnv, signal: AbortSignal, quiet?: boolean }} options `quiet` shows its output
 *   only when it fails
 * @returns {Promise<string>} the last line that it printed: with `--json`, its result
 */
export async function callCli(args, { root, env, signal, quiet = false }) {
  /** @type {string[]} */
  const lines = [];
  const code = await runCommand({
    name: 'cli',
    program: process.execPath,
    args: [join(root, 'dist', 'src', 'cli.js'), ...args],
    cwd: root,
    env,
    onLine: (line) => {
      if (line.trim() !== '') lines.push(line);
      if (!quiet) console.log(`cli    | ${readableLog(line)}`);
    },
    signal,
  });
  if (code !== 0) {
    const shown = quiet
      ? `\n${lines.map((line) => `  | ${readableLog(line)}`).join('\n')}`
      : ' Its words are above.';
    throw new LaunchFailure(`The command "${args.join(' ')}" failed (exit code ${code}).${shown}`);
  }
  return lines.at(-1) ?? '';
}

/**
 * @param {string} text the last line of a command that was run with `--json`
 * @returns {Record<string, string | undefined>} as far as we use it: ids are strings
 */
export function parseResult(text) {
  try {
    const result = JSON.parse(text);
    if (typeof result === 'object' && result !== null) return result;
  } catch {}
  throw new LaunchFailure(
    `The CLI was expected to end with a line of JSON, but printed: ${text.slice(0, 200)}`,
  );
}
