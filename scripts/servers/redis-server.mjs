import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrivateServer } from './private-server.mjs';
import { identifyRedis } from './redis-wire.mjs';
import { makeServerDirectory } from './temporary-directory.mjs';

/**
 * @typedef {object} RedisOptions
 * @property {import('./find-programs.mjs').RedisProgram} program from `findRedisServer()`
 * @property {string} [dir] folder that is kept; without one the server is a throw-away in a temporary folder
 * @property {boolean} [persistent] append-only file, synced every second; by default only where a `dir` is given
 * @property {(message: string) => void} [say]
 * @property {AbortSignal} [signal]
 */

/**
 * Starts a Redis (or Valkey) server of our own, behind a random password.
 * @param {RedisOptions} options
 * @returns {Promise<PrivateServer>} its `url` is `redis://:password@127.0.0.1:port/0`
 * @throws {import('../failure.mjs').LaunchFailure} with the end of the server's log
 */
export async function startRedis(options) {
  const { program, persistent = options.dir !== undefined } = options;
  const dir = options.dir ?? makeServerDirectory('redis');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const password = loadPassword(join(dir, 'password'));

  const server = new PrivateServer(
    {
      name: `Redis ${program.version}`,
      folder: 'data',
      stopGraceMs: 20_000,
      startDeadlineMs: 60_000,
      prepare: async (dataDir) => void mkdirSync(dataDir, { recursive: true, mode: 0o700 }),
      command: (dataDir, port) => {
        // In a file, because every user of the machine can read a command line.
        const file = join(dir, 'redis.conf');
        writeFileSync(file, redisConfiguration({ port, password, persistent }), { mode: 0o600 });
        return { program: program.path, args: [file, '--dir', dataDir] };
      },
      isReady: async (port, pid) => {
        const answer = await identifyRedis({ host: '127.0.0.1', port, password, timeoutMs: 5_000 }).catch(
          () => undefined,
        );
        return answer?.pid === pid;
      },
      urlOf: (port) => `redis://:${password}@127.0.0.1:${port}/0`,
      portTaken: /Address already in use/i,
      explain: () => '',
    },
    { dir, throwAway: options.dir === undefined, say: options.say ?? (() => {}), signal: options.signal },
  );
  return server.start();
}

/** @param {{ port: number, password: string, persistent: boolean }} input */
function redisConfiguration({ port, password, persistent }) {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'databases 64',
    // BullMQ keeps its jobs in Redis: an evicted key would be a lost job.
    'maxmemory-policy noeviction',
    'save ""',
    persistent ? 'appendonly yes' : 'appendonly no',
    'appendfsync everysec',
    '',
  ].join('\n');
}

/** @param {string} file */
function loadPassword(file) {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const password = randomBytes(18).toString('base64url');
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}
