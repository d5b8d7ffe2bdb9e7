/** A server of a test's own, as `scripts/servers/` gives it. */
export interface PrivateServer {
  readonly url: string;
  readonly port: number;
  /** 0 while the server is down. */
  readonly pid: number;
  readonly dir: string;
  readonly isRunning: boolean;
  stop(): Promise<void>;
  /** For SIGKILL resolves after the server has ended, for any other signal at once. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** On the same port; `empty` throws its data away. */
  restart(options?: { empty?: boolean }): Promise<void>;
  onUnexpectedExit?: (message: string) => void;
}

interface ServersLibrary {
  findMysqld(): { path: string; flavour: 'mysql' | 'mariadb'; version: string } | undefined;
  findRedisServer(): { path: string; version: string } | undefined;
  startMysql(options: object): Promise<PrivateServer>;
  startRedis(options: object): Promise<PrivateServer>;
}

// ES modules in plain JavaScript: Jest turns them into CommonJS, and their types stay with them.
const library: ServersLibrary = require('../../../scripts/servers/index.mjs');

/**
 * A throw-away Redis for a test that wipes, stops or kills it. The test stops it.
 * @throws Error where no server program is installed
 */
export async function startPrivateRedis(options: { persistent?: boolean } = {}): Promise<PrivateServer> {
  return library.startRedis({ program: installed('Redis', library.findRedisServer()), ...options });
}

/**
 * A throw-away MySQL for a test that stops or kills it. The test stops it.
 * @param options `settings.extra`: server variables, e.g. `{ 'innodb-lock-wait-timeout': 2 }`
 * @throws Error where no server program is installed
 */
export async function startPrivateMysql(
  options: {
    /** Where its data stay when it is stopped, for one that is started again with other settings. */
    dir?: string;
    database?: string;
    settings?: { binlog?: boolean; extra?: Record<string, string | number> };
  } = {},
): Promise<PrivateServer> {
  return library.startMysql({
    program: installed('MySQL', library.findMysqld()),
    databasePrefix: 'coupon_test_',
    globalPrivileges: ['PROCESS'],
    ...options,
  });
}

function installed<Program>(name: string, program: Program | undefined): Program {
  if (program === undefined)
    throw new Error(`This test starts a ${name} of its own: no server program is installed.`);
  return program;
}
