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

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A built process of the application, as in production. */
export interface AppProcess {
  url: string;
  child: ChildProcess;
  /** How it ended. */
  ended: Promise<End>;
  hasEnded(): boolean;
  /** All that it has printed, on both outputs, where it was asked for. */
  output(): string;
  kill(signal?: NodeJS.Signals): Promise<End>;
}

/**
 * Starts `dist/src/main.js` or `dist/src/worker.js`, and waits for nothing.
 * @param options `listens: false`: the worker listens nowhere; `keepOutput`: what it prints is kept, not shown
 */
export async function launchProcess(
  name: 'main' | 'worker',
  env: Record<string, string>,
  { keepOutput = false, listens = true }: { keepOutput?: boolean; listens?: boolean } = {},
): Promise<AppProcess> {
  const port = await freePort();
  const ports = { PORT: String(port), ...(listens ? { WORKER_PORT: String(port) } : {}) };
  const child = spawn(process.execPath, [join(ROOT, `dist/src/${name}.js`)], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env, ...ports },
    stdio: keepOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'ignore', 'inherit'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  let hasEnded = false;
  const ended = new Promise<End>((resolve) => {
    // With what it prints: until all of it has arrived.
    child.once(keepOutput ? 'close' : 'exit', (code: number | null, signal: NodeJS.Signals | null) => {
      hasEnded = true;
      resolve({ code, signal });
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    ended,
    hasEnded: () => hasEnded,
    output: () => output,
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts a process and waits until it is ready, or has died at its fault point before. */
export async function startProcess(
  name: 'main' | 'worker',
  env: Record<string, string>,
  options: { keepOutput?: boolean } = {},
): Promise<AppProcess> {
  const started = await launchProcess(name, env, options);
  await until(
    `${name} is ready`,
    () =>
      started.hasEnded() ||
      fetch(`${started.url}/health/ready`).then(
        (reply) => reply.ok,
        () => false,
      ),
    START_LIMIT_MS,
  );
  return started;
}
