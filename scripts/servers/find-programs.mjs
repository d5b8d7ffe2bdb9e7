import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { LaunchFailure } from '../failure.mjs';

/**
 * @typedef {'mariadb' | 'mysql'} MysqlFlavour
 * @typedef {{ path: string, flavour: MysqlFlavour, version: string }} MysqlProgram
 * @typedef {{ path: string, version: string }} RedisProgram
 */

/** Oldest versions that the schema and the queries are tried on. */
const OLDEST = { mariadb: [10, 11], mysql: [8, 0], redis: [6, 2] };

// Server programs often live outside an ordinary user's PATH.
const SERVER_FOLDERS = [
  '/usr/sbin',
  '/usr/libexec',
  '/usr/bin',
  '/usr/local/sbin',
  '/usr/local/libexec',
  '/usr/local/bin',
  '/usr/local/mysql/bin',
  '/opt/homebrew/bin',
];

/**
 * Finds the MySQL or MariaDB server program: the one that MYSQLD names, else the first that is installed.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {MysqlProgram | undefined}
 * @throws {LaunchFailure} when MYSQLD names something unusable
 */
export function findMysqld(env = process.env) {
  if (env.MYSQLD) return readMysqldVersion(requireOverride('MYSQLD', env), true);
  for (const path of candidates(['mariadbd', 'mysqld'], /^(mariadb|mysql)/, env)) {
    const program = readMysqldVersion(path, false);
    if (program !== undefined) return program;
  }
  return undefined;
}

/**
 * Finds a Redis-compatible server program: the one that REDIS_SERVER names, else the first that is installed.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {RedisProgram | undefined}
 * @throws {LaunchFailure} when REDIS_SERVER names something unusable
 */
export function findRedisServer(env = process.env) {
  if (env.REDIS_SERVER) return readRedisVersion(requireOverride('REDIS_SERVER', env), true);
  for (const path of candidates(['redis-server', 'valkey-server'], /^(redis|valkey)/, env)) {
    const program = readRedisVersion(path, false);
    if (program !== undefined) return program;
  }
  return undefined;
}

/**
 * Finds the script that makes a MariaDB data directory. It belongs to its server, so the server's own tree is
 * searched before the PATH.
 * @param {string} mariadbd path of the server program
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ path: string, basedir: string | undefined } | undefined} `basedir` only for a self-contained tree
 */
export function findMariadbInstallDb(mariadbd, env = process.env) {
  const names = ['mariadb-install-db', 'mysql_install_db'];
  const root = dirname(dirname(realpathSync(mariadbd)));
  for (const folder of ['scripts', 'bin']) {
    for (const name of names) {
      const path = join(root, folder, name);
      if (isExecutable(path)) return { path, basedir: root === '/usr' ? undefined : root };
    }
  }
  const path = candidates(names, /^(mariadb|mysql)/, env)[0];
  return path === undefined ? undefined : { path, basedir: undefined };
}

/**
 * @param {'MYSQLD' | 'REDIS_SERVER'} variable
 * @param {NodeJS.ProcessEnv} env
 */
function requireOverride(variable, env) {
  const named = env[variable] ?? '';
  const path = named.includes('/') ? named : candidates([named], /^$/, env)[0];
  if (path !== undefined && isExecutable(path)) return path;
  throw new LaunchFailure(`${variable}=${named} is not a program that can be run.`);
}

/**
 * @param {string[]} names
 * @param {RegExp} optFolder which folders of /opt and of Homebrew are looked into
 * @param {NodeJS.ProcessEnv} env
 */
function candidates(names, optFolder, env) {
  const onPath = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const inOpt = ['/opt', '/opt/homebrew/opt', '/usr/local/opt'].flatMap((parent) =>
    listFolder(parent)
      .filter((name) => optFolder.test(name))
      .flatMap((name) => [join(parent, name, 'bin'), join(parent, name, 'sbin')]),
  );
  const folders = [...new Set([...onPath, ...SERVER_FOLDERS, ...inOpt])];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)).filter(isExecutable));
}

/** @param {string} folder */
function listFolder(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @param {boolean} required
 * @returns {MysqlProgram | undefined}
 */
function readMysqldVersion(path, required) {
  const output = askVersion(path, ['--no-defaults', '--version']);
  const version = /Ver\s+(\d+\.\d+[.\d]*)/.exec(output)?.[1];
  // Only the version tells: MySQL prints the path that it thinks it has, and that may end in "mariadbd".
  /** @type {MysqlFlavour} */
  const flavour = /Ver\s+\S*-MariaDB/i.test(output) ? 'mariadb' : 'mysql';
  return checkVersion({ path, flavour, version }, OLDEST[flavour], required, output);
}

/**
 * @param {string} path
 * @param {boolean} required
 * @returns {RedisProgram | undefined}
 */
function readRedisVersion(path, required) {
  const output = askVersion(path, ['--version']);
  const version = /v=(\d+\.\d+[.\d]*)/.exec(output)?.[1];
  return checkVersion({ path, version }, OLDEST.redis, required, output);
}

/**
 * @template {{ path: string, version: string | undefined }} P
 * @param {P} program
 * @param {number[]} oldest
 * @param {boolean} required
 * @param {string} output what `--version` printed
 * @returns {(P & { version: string }) | undefined}
 */
function checkVersion(program, oldest, required, output) {
  const { path, version } = program;
  if (version !== undefined && isAtLeast(version, oldest)) return { ...program, version };
  if (!required) return undefined;
  const reason =
    version === undefined ? `did not tell its version: ${output.trim()}` : `is version ${version}`;
  throw new LaunchFailure(`${path} ${reason}; at least ${oldest.join('.')} is needed.`);
}

/**
 * @param {string} version
 * @param {number[]} oldest
 */
export function isAtLeast(version, oldest) {
  const parts = version.split('.').map(Number);
  for (const [index, least] of oldest.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/**
 * @param {string} path
 * @param {string[]} args
 */
function askVersion(path, args) {
  const { stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', timeout: 15_000 });
  return `${stdout ?? ''}${stderr ?? ''}`;
}

/**
 * Ubuntu confines the packaged mysqld to /var/lib/mysql, which makes a private instance fail with "Permission
 * denied" although the folder is ours. Where that profile exists, a failed start explains it.
 * @param {string} path of the server program
 */
export function explainAppArmor(path) {
  const profile = `/etc/apparmor.d/${realpathSync(path).slice(1).replaceAll('/', '.')}`;
  if (!existsSync(profile) || !existsSync('/sys/kernel/security/apparmor')) return '';
  return (
    `\nAppArmor (${profile}) may keep it out of this folder. A copy of the program is not confined:\n` +
    `  cp ${path} ~/mysqld && MYSQLD=~/mysqld npm start`
  );
}
