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
 * @param {number} [options.deadlineMs] stops the command when it takes longer
 * @returns {Promise<number>} its exit code; 1 when a signal ended it, or it took too long
 */
export async function runCommand({ name, program, args, cwd, env, onLine, signal, deadlineMs }) {
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
  let late = false;
  const giveUp = () => {
    late = true;
    abort();
  };
  const timer = deadlineMs === undefined ? undefined : setTimeout(giveUp, deadlineMs);
  const status = await child.exited;
  clearTimeout(timer);
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
  return late ? 1 : (status.code ?? 1);
}
