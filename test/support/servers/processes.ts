import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from '../until';

const ROOT = join(__dirname, '../../..');

/** Many times what a process takes to start on an idle machine, 2 to 3 s. */
const START_LIMIT_MS = 90_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A built process of the application, as in production. */
export interface AppProcess {
  url: string;
  child: ChildProcess;
  /** How it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts `dist/src/main.js` or `dist/src/worker.js` and waits until it is ready, or has died at its fault point before. */
export async function startProcess(
  name: 'main' | 'worker',
  env: Record<string, string>,
): Promise<AppProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, `dist/src/${name}.js`)], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env, PORT: String(port), WORKER_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let hasEnded = false;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => {
      hasEnded = true;
      resolve({ code, signal });
    });
  });
  const url = `http://127.0.0.1:${port}`;
  await until(
    `${name} is ready`,
    () =>
      hasEnded ||
      fetch(`${url}/health/ready`).then(
        (reply) => reply.ok,
        () => false,
      ),
    START_LIMIT_MS,
  );
  return {
    url,
    child,
    ended,
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      return ended;
    },
  };
}
