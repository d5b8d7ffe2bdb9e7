import { spawnSync } from 'node:child_process';
import { LaunchFailure } from '../failure.mjs';
import { runCommand } from '../run-command.mjs';
import { pickPort } from '../servers/loopback-ports.mjs';
import { pingMysql } from '../servers/mysql-wire.mjs';
import { pollUntil } from '../servers/poll-until.mjs';
import { identifyRedis } from '../servers/redis-wire.mjs';

/** @typedef {import('./install-hint.mjs').Service} Service */

const CONTAINER_PORT = { mysql: 3306, redis: 6379 };
const PORT_VARIABLE = { mysql: 'MYSQL_PORT', redis: 'REDIS_PORT' };
// As in docker-compose.yml, which publishes both servers on loopback only.
const [USER, PASSWORD, DATABASE] = ['coupon', 'coupon', 'coupon'];
const ANSWER_DEADLINE_MS = 120_000;
// The first start fetches the image.
const UP_DEADLINE_MS = 900_000;
const DOWN_DEADLINE_MS = 120_000;

/** Does a Docker engine answer, and does it have Compose? */
export function composeAnswers() {
  const ask = (/** @type {string[]} */ args) =>
    spawnSync('docker', args, { stdio: 'ignore', timeout: 15_000 }).status === 0;
  return ask(['info']) && ask(['compose', 'version']);
}

/**
 * Starts one service of docker-compose.yml on a free loopback port; one that already runs is used and left running.
 * @param {Service} service
 * @param {{ root: string, project?: string, throwAway: boolean, say: (message: string) => void, signal?: AbortSignal }} options
 *   `project`: Compose project, for instances that must not share data; `throwAway` removes the project's containers and volumes at the end
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} a throw-away MySQL is given as root, who may create databases
 */
export async function startCompose(service, { root, project, throwAway, say, signal }) {
  const base = ['compose', '--project-directory', root, ...(project ? ['--project-name', project] : [])];
  const runningPort = publishedPort([...base, 'port', service, String(CONTAINER_PORT[service])]);
  const port = runningPort ?? (await pickPort(CONTAINER_PORT[service]));
  const run = (
    /** @type {string[]} */ args,
    /** @type {number} */ deadlineMs,
    /** @type {AbortSignal | undefined} */ abort,
  ) =>
    runCommand({
      name: 'docker',
      program: 'docker',
      args: [...base, ...args],
      env: { ...process.env, [PORT_VARIABLE[service]]: String(port) },
      signal: abort,
      deadlineMs,
    });

  say(`Starting ${service} with Docker Compose on 127.0.0.1:${port} …`);
  if (runningPort === undefined) {
    const code = await run(['up', '--detach', service], UP_DEADLINE_MS, signal);
    if (code !== 0) throw new LaunchFailure(`docker compose could not start ${service} (exit code ${code}).`);
  }
  const answered = await pollUntil(() => answers(service, port), { deadlineMs: ANSWER_DEADLINE_MS, signal });
  if (!answered) throw new LaunchFailure(`${service} in Docker did not answer on 127.0.0.1:${port}.`);
  return {
    url:
      service === 'mysql'
        ? `mysql://${throwAway ? 'root' : USER}:${PASSWORD}@127.0.0.1:${port}/${DATABASE}`
        : `redis://127.0.0.1:${port}/0`,
    stop: async () => {
      if (throwAway) await run(['down', '--volumes'], DOWN_DEADLINE_MS, undefined);
      else if (runningPort === undefined) await run(['stop', service], DOWN_DEADLINE_MS, undefined);
    },
  };
}

/**
 * @param {Service} service
 * @param {number} port
 */
async function answers(service, port) {
  const address = { host: '127.0.0.1', port, timeoutMs: 5_000 };
  try {
    if (service === 'mysql')
      await pingMysql({ ...address, user: USER, password: PASSWORD, database: DATABASE });
    else await identifyRedis({ ...address, password: '' });
    return true;
  } catch {
    return false;
  }
}

/** @param {string[]} args */
function publishedPort(args) {
  const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8', timeout: 15_000 });
  const port = Number(/:(\d+)\s*$/.exec(stdout ?? '')?.[1]);
  return status === 0 && port > 0 ? port : undefined;
}
