import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pickPort, pollUntil } from '../../scripts/servers/index.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** A deadline for what has gone wrong, not a measure: on a machine with other work a start takes its time. */
const START_DEADLINE_MS = 120_000;

/** What must not outlive us, whatever ends us. */
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Peak and current resident memory of a process, in MiB. Linux only; 0 elsewhere. */
export async function memoryOf(pid) {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const read = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}

/** CPU time that a process has used, in milliseconds. Linux only; 0 elsewhere. */
export async function cpuOf(pid) {
  const { readFile } = await import('node:fs/promises');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Behind the name, which may hold blanks; in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? 0 : (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * Starts a program that serves HTTP and waits until it does.
 * @param {{ program: string, env: Record<string, string>, path?: string, port?: number }} options `program` is relative to the root
 */
export async function startProcess({ program, env, path = '/health/live', port: wanted }) {
  const port = wanted ?? (await pickPort());
  const child = spawn(process.execPath, [program], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      SHUTDOWN_DRAIN_SECONDS: '0',
      ...env,
      PORT: String(port),
      WORKER_PORT: String(port),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  running.add(child);
  let ended = false;
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      ended = true;
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const up = await pollUntil(
    async () => {
      if (ended) throw new Error(`${program} ended at its start`);
      return fetch(`http://127.0.0.1:${port}${path}`).then(
        (reply) => reply.ok,
        () => false,
      );
    },
    { deadlineMs: START_DEADLINE_MS },
  );
  if (!up) throw new Error(`${program} did not get ready`);
  return {
    port,
    pid: child.pid,
    exited,
    hasEnded: () => ended,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
