/**
 * @typedef {object} MysqlSettings
 * @property {number} bufferPoolMib InnoDB's page cache
 * @property {number} maxConnections
 * @property {boolean} binlog writes a binary log, synced at every commit, as a production primary would
 * @property {Record<string, string | number>} extra any further server variables, e.g. `{ 'innodb-lock-wait-timeout': 5 }`
 */

/**
 * The server's command line. Everything that matters is said here and nothing is read from /etc.
 * @param {{ flavour: import('./find-programs.mjs').MysqlFlavour, dataDir: string, tmpDir: string, port: number,
 *   initFile: string, settings: MysqlSettings }} input
 * @returns {string[]}
 */
export function mysqldArguments({ flavour, dataDir, tmpDir, port, initFile, settings }) {
  const { bufferPoolMib, maxConnections, binlog, extra } = settings;
  return [
    '--no-defaults', // must come first
    ...asRoot(),
    `--datadir=${dataDir}`,
    // Its own: a server that starts removes what looks like a temporary table there, whoever is using it.
    `--tmpdir=${tmpDir}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    // Relative to the data folder: a socket path may have 107 bytes at most, and the folder alone can be longer.
    '--socket=mysqld.sock',
    '--pid-file=mysqld.pid',
    `--init-file=${initFile}`,
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_bin',
    '--default-time-zone=+00:00',
    '--transaction-isolation=READ-COMMITTED',
    // A commit is on the disk before it is acknowledged, here as in production: what is tested is what is run.
    '--innodb-flush-log-at-trx-commit=1',
    `--innodb-buffer-pool-size=${bufferPoolMib}M`,
    '--innodb-print-all-deadlocks=ON',
    `--max-connections=${maxConnections}`,
    ...(binlog ? ['--log-bin=binlog', '--sync-binlog=1', '--server-id=1'] : ['--skip-log-bin']),
    // The X protocol would open a second port, the same one for every private server.
    ...(flavour === 'mysql' ? ['--mysqlx=OFF'] : []),
    ...Object.entries(extra).map(([name, value]) => `--${name}=${value}`),
  ];
}

/** Both servers refuse to run as root unless told so; in a container there often is nobody else. */
export function asRoot() {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

/**
 * Statements that the server runs at each start, before it lets anybody in: they need neither a client program nor a
 * login, and they bring an older data folder to the current accounts. One statement per line is what both servers read.
 * @param {{ database: string, databasePrefix?: string, user: string, password: string, rootPassword: string,
 *   globalPrivileges: string[] }} input `databasePrefix`: databases of such names may be created and used as well
 * @returns {string}
 */
export function initStatements({ database, databasePrefix, user, password, rootPassword, globalPrivileges }) {
  const pattern = databasePrefix?.replaceAll('_', '\\_');
  // Without name resolution a TCP client is 127.0.0.1 and a socket client is localhost.
  const accounts = ['127.0.0.1', 'localhost'].flatMap((host) => {
    const account = `'${user}'@'${host}'`;
    return [
      `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}'`,
      `ALTER USER ${account} IDENTIFIED BY '${password}'`,
      `GRANT ALL PRIVILEGES ON \`${database}\`.* TO ${account}`,
      ...(pattern ? [`GRANT ALL PRIVILEGES ON \`${pattern}%\`.* TO ${account}`] : []),
      ...(globalPrivileges.length > 0 ? [`GRANT ${globalPrivileges.join(', ')} ON *.* TO ${account}`] : []),
    ];
  });
  const statements = [
    // A new data folder has a root without password, in MariaDB on several addresses, and accounts without a name.
    "DROP USER IF EXISTS 'root'@'127.0.0.1'",
    "DROP USER IF EXISTS 'root'@'::1'",
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${rootPassword}'`,
    "DROP USER IF EXISTS ''@'localhost'",
    `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ...accounts,
  ];
  return statements.map((statement) => `${statement};\n`).join('');
}
