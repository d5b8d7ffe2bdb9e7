import { ManagedProcess } from './servers/managed-process.mjs';

/**
 * Runs one command to its end, its output prefixed with its name.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.program
 * @param {string[]} options.args
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(line: string) => void} [options.onLine] instead of printing
 * @param {AbortSignal} [options.signal] stops the command and rejects with its reason
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export async function runCommand({ name, program, args, cwd, env, onLine, signal }) {
  signal?.throwIfAborted();
  const child = new ManagedProcess({
    name,
    program,
    args,
    cwd,
    env,
    onLine: onLine ?? ((line) => console.log(`${name.padEnd(7)}| ${line}`)),
  });
  const abort = () => void child.stop({ graceMs: 5_000 });
  signal?.addEventListener('abort', abort);
  const status = await child.exited;
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
  return status.code ?? 1;
}
