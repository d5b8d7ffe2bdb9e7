// For the container's HEALTHCHECK: exits with 0 when the container's process answers at /health/live, else with 1. Liveness, because
// a process whose database is away must not be restarted. A worker is asked at WORKER_PORT. One that listens nowhere, or a command,
// is well as long as it runs.
import { readFileSync } from 'node:fs';

const TIMEOUT_MS = 4_000;
const command = process.argv[2] ?? readFileSync('/proc/1/cmdline', 'utf8');
const { HOST = '127.0.0.1', PORT = '3000', WORKER_PORT = '' } = process.env;
const port = /\bworker\.js\b/.test(command) ? WORKER_PORT : /\bmain\.js\b/.test(command) ? PORT : '';
const address = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[HOST] ?? HOST;

if (port !== '') {
  const answers = await fetch(`http://${address}:${port}/health/live`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).then(
    (reply) => reply.ok,
    () => false,
  );
  process.exitCode = answers ? 0 : 1;
}
