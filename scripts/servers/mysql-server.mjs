import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LaunchFailure } from '../failure.mjs';
import { explainLog, requireFreeSpace } from './explain-log.mjs';
import { explainAppArmor, findMariadbInstallDb } from './find-programs.mjs';
import { ManagedProcess } from './managed-process.mjs';
import { asRoot, initStatements, mysqldArguments } from './mysql-settings.mjs';
import { MysqlRefusal, pingMysql } from './mysql-wire.mjs';
import { PrivateServer } from './private-server.mjs';
import { makeServerDirectory } from './temporary-directory.mjs';

/**
 * @typedef {object} MysqlOptions
 * @property {import('./find-programs.mjs').MysqlProgram} program from `findMysqld()`
 * @property {string} [dir] folder that is kept; without one the server is a throw-away in a temporary folder
 * @property {string} [database] made where it is missing; `coupon` by default
 * @property {string} [databasePrefix] databases of such names may be created by the account as well
 * @property {string[]} [globalPrivileges] e.g. `['PROCESS']`, for tests that look at locks
 * @property {Partial<import('./mysql-settings.mjs').MysqlSettings>} [settings]
 * @property {(message: string) => void} [say]
 * @property {AbortSignal} [signal]
 *
 * @typedef {{ user: string, password: string, rootPassword: string, madeBy: string }} Accounts
 */

const USER = 'coupon';
const INIT_DEADLINE_MS = 180_000;
const ACCESS_DENIED = 1045;
const UNKNOWN_DATABASE = 1049;
// MariaDB's new data folder takes about 110 MiB, MySQL's 200 MiB.
const NEW_DATA_MIB = 256;

/**
 * Starts a MySQL or MariaDB server of our own: data folder, database and an account with a random password that only
 * loopback accepts. `server.json` in the folder keeps the passwords, readable by its owner only.
 * @param {MysqlOptions} options
 * @returns {Promise<PrivateServer>} its `url` is `mysql://user:password@127.0.0.1:port/database`
 * @throws {LaunchFailure} with the end of the server's log
 */
export async function startMysql(options) {
  const { program, database = 'coupon', databasePrefix, globalPrivileges = [] } = options;
  const dir = options.dir ?? makeServerDirectory('mysql');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const name = `${program.flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${program.version}`;
  const accounts = loadAccounts(dir, program);
  const initFile = join(dir, 'init.sql');
  const tmpDir = join(dir, 'tmp');
  const settings = { bufferPoolMib: 256, maxConnections: 500, binlog: false, extra: {}, ...options.settings };

  const server = new PrivateServer(
    {
      name,
      folder: 'data',
      stopGraceMs: 60_000,
      startDeadlineMs: 120_000,
      prepare: (dataDir, signal) =>
        initialiseOnce(program, { dataDir, tmpDir, logFile: join(dir, 'initialise.log') }, signal),
      command: (dataDir, port) => {
        const sql = initStatements({ ...accounts, database, databasePrefix, globalPrivileges });
        writeFileSync(initFile, sql, { mode: 0o600 });
        mkdirSync(tmpDir, { recursive: true, mode: 0o700 });
        return {
          program: program.path,
          args: mysqldArguments({ flavour: program.flavour, dataDir, tmpDir, port, initFile, settings }),
        };
      },
      isReady: async (port) => canLogIn({ port, database, ...accounts }),
      urlOf: (port) => `mysql://${accounts.user}:${accounts.password}@127.0.0.1:${port}/${database}`,
      portTaken: /Address already in use|Bind on TCP\/IP port/i,
      explain: (log) =>
        /Permission denied|errno: 13\b|OS error: 13\b/i.test(log) ? explainAppArmor(program.path) : '',
    },
    { dir, throwAway: options.dir === undefined, say: options.say ?? (() => {}), signal: options.signal },
  );
  try {
    return await server.start();
  } finally {
    rmSync(initFile, { force: true });
  }
}

/**
 * A login with our random password proves both that the server is ready and that it is ours.
 * @param {{ port: number, user: string, password: string, database: string }} login
 */
async function canLogIn(login) {
  try {
    await pingMysql({ host: '127.0.0.1', timeoutMs: 5_000, ...login });
    return true;
  } catch (error) {
    const refused = error instanceof MysqlRefusal && ![ACCESS_DENIED, UNKNOWN_DATABASE].includes(error.errno);
    // "Access denied" comes from a stranger on our port; our own server will say that it could not bind.
    if (refused) throw error;
    return false;
  }
}

/**
 * @param {string} dir
 * @param {import('./find-programs.mjs').MysqlProgram} program
 * @returns {Accounts}
 */
function loadAccounts(dir, program) {
  const file = join(dir, 'server.json');
  if (existsSync(join(dir, 'data')) && existsSync(file)) {
    /** @type {Accounts} */
    const known = JSON.parse(readFileSync(file, 'utf8'));
    if (known.madeBy.split(' ')[0] !== program.flavour) {
      throw new LaunchFailure(
        `The data in ${dir} belongs to ${known.madeBy}, but ${program.path} is ${program.flavour} ${program.version}.\n` +
          `Name the right program in MYSQLD=…, or remove ${dir} to begin with an empty database.`,
      );
    }
    return known;
  }
  const accounts = {
    user: USER,
    password: randomBytes(18).toString('base64url'),
    rootPassword: randomBytes(18).toString('base64url'),
    madeBy: `${program.flavour} ${program.version}`,
  };
  writeFileSync(file, JSON.stringify(accounts, null, 2), { mode: 0o600 });
  return accounts;
}

/**
 * Makes the data folder under another name first: one that was left half made, by a full disk or a kill, never passes
 * for a good one.
 * @param {import('./find-programs.mjs').MysqlProgram} program
 * @param {{ dataDir: string, tmpDir: string, logFile: string }} files
 * @param {AbortSignal | undefined} signal
 */
async function initialiseOnce(program, { dataDir, tmpDir, logFile }, signal) {
  if (existsSync(dataDir)) return;
  requireFreeSpace(dirname(dataDir), NEW_DATA_MIB);
  const unfinished = `${dataDir}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(tmpDir, { recursive: true, mode: 0o700 });
  const command =
    program.flavour === 'mariadb' ? mariadbInstall(program, unfinished) : mysqlInstall(program, unfinished);
  const child = new ManagedProcess({
    name: basename(command.program),
    ...command,
    // The server that makes the folder has a temporary folder of its own as well, which this variable names.
    env: { ...process.env, TMPDIR: tmpDir },
    logFile,
    signalAtExit: 'SIGKILL',
  });
  const abort = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  const timer = setTimeout(abort, INIT_DEADLINE_MS);
  const status = await child.exited;
  clearTimeout(timer);
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
  if (status.code !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    const log = readFileSync(logFile, 'utf8');
    throw new LaunchFailure(
      `${command.program} could not make the data folder ${dataDir}.${explainDenied(log, program.path)}` +
        explainLog({ log, logFile, dir: dirname(dataDir) }),
    );
  }
  renameSync(unfinished, dataDir);
}

/**
 * @param {import('./find-programs.mjs').MysqlProgram} program
 * @param {string} dataDir
 */
function mariadbInstall(program, dataDir) {
  const script = findMariadbInstallDb(program.path);
  if (script === undefined) {
    throw new LaunchFailure(
      `${program.path} is installed without mariadb-install-db, which makes its data folder.`,
    );
  }
  const args = [
    '--no-defaults',
    ...asRoot(),
    `--datadir=${dataDir}`,
    ...(script.basedir === undefined ? [] : [`--basedir=${script.basedir}`]),
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ];
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return { program: script.path, args };
}

/**
 * @param {import('./find-programs.mjs').MysqlProgram} program
 * @param {string} dataDir
 */
function mysqlInstall(program, dataDir) {
  const args = ['--no-defaults', '--initialize-insecure', ...asRoot(), `--datadir=${dataDir}`];
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return { program: program.path, args };
}

/**
 * @param {string} log
 * @param {string} program
 */
function explainDenied(log, program) {
  return /Permission denied|errno: 13\b|OS error: 13\b/i.test(log) ? explainAppArmor(program) : '';
}
