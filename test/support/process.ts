import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { CallOptions, Reply, TestApi } from './api';

const DIST = join(__dirname, '../../dist/src');
const START_DEADLINE_MS = 60_000;

/** A built process of the application, as it runs in production. */
export interface BuiltProcess {
  url: string;
  /** Resolves with the signal or exit code when it ends. */
  ended: Promise<NodeJS.Signals | number | null>;
  call: TestApi['call'];
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
}

/** Starts the built API or worker and waits until it says that it is ready. Build first: `npm run build`. */
export async function startProcess(
  name: 'main' | 'worker',
  env: Record<string, string>,
): Promise<BuiltProcess> {
  const child = spawn(process.execPath, [join(DIST, `${name}.js`)], {
    env: { PATH: process.env.PATH, ...env, LOG_LEVEL: 'info', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
  const url = await ready(child);
  return {
    url,
    ended,
    call: (method, path, options) => callOver(url, method, path, options),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${output}`)), START_DEADLINE_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split('\n').find((text) => / is ready"/.test(text));
      if (line === undefined) return;
      clearTimeout(timer);
      resolve((JSON.parse(line) as { url?: string }).url ?? '');
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code} before it was ready:\n${output}`));
    });
  });
}

/** @throws TypeError when the connection breaks before an answer */
async function callOver<Body>(
  url: string,
  method: string,
  path: string,
  { token, body, headers = {} }: CallOptions = {},
): Promise<Reply<Body>> {
  const isText = typeof body === 'string';
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || isText ? (body as string | undefined) : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    body: (isJson && text ? JSON.parse(text) : undefined) as Body,
  };
}
