import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(__dirname, '../../../dist/src/cli.js');

/**
 * Many times what a command takes on an idle machine (0.2 to 3 s): only one that hangs needs as long. A test that runs several
 * has so much for each of them.
 */
export const COMMAND_LIMIT_MS = 60_000;

export interface Run {
  /** null: a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command of the built application.
 * @param onStart gets the process, for tests that disturb it
 * @throws Error when it takes longer than {@link COMMAND_LIMIT_MS}
 */
export function runCommand(
  args: string[],
  env: Record<string, string>,
  onStart?: (child: ChildProcess) => void,
): Promise<Run> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, ...env },
  });
  onStart?.(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`gave up after ${COMMAND_LIMIT_MS} ms: ${args.join(' ')}\n${stdout}${stderr}`));
    }, COMMAND_LIMIT_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
