import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type Connection, createConnection } from 'mysql2/promise';
import { type PrivateServer, startPrivateMysql, startPrivateRedis } from '../support/servers/private-servers';

async function readOne(url: string, sql: string): Promise<unknown> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query({ sql, rowsAsArray: true });
    return (rows as unknown[][])[0]?.[0];
  } finally {
    await connection.end();
  }
}

describe('private servers, seen by the drivers that the application uses', () => {
  let mysql: PrivateServer;
  let redis: PrivateServer;
  beforeAll(async () => {
    [mysql, redis] = [await startPrivateMysql(), await startPrivateRedis({ persistent: true })];
  }, 60_000);
  afterAll(async () => {
    await mysql.stop();
    await redis.stop();
    expect([mysql.dir, redis.dir].map(existsSync)).toEqual([false, false]);
  }, 60_000);

  it('MySQL speaks utf8mb4 and UTC, and syncs every commit', async () => {
    const sql =
      'SELECT CONCAT_WS(" ", @@character_set_server, @@global.time_zone, @@innodb_flush_log_at_trx_commit)';
    expect(await readOne(mysql.url, sql)).toBe('utf8mb4 +00:00 1');
  });

  it('the account may make test databases and no others', async () => {
    const connection = await createConnection(mysql.url);
    await connection.query('CREATE DATABASE coupon_test_1_x');
    await expect(connection.query('CREATE DATABASE something_else')).rejects.toMatchObject({ errno: 1044 });
    await connection.end();
  });

  it('what was committed survives a kill -9, and is gone after an empty restart', async () => {
    await readOne(mysql.url, 'CREATE TABLE kept (n INT)');
    await readOne(mysql.url, 'INSERT INTO kept VALUES (7)');
    await mysql.kill('SIGKILL');
    await mysql.restart();
    expect(Number(await readOne(mysql.url, 'SELECT n FROM kept'))).toBe(7);
    await mysql.restart({ empty: true });
    await expect(readOne(mysql.url, 'SELECT n FROM kept')).rejects.toMatchObject({ errno: 1146 });
  }, 60_000);

  it('Redis never evicts, and loses its data only when told to', async () => {
    const client = new Redis(redis.url);
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    await client.set('kept', '1');
    client.disconnect();
    await redis.restart();
    const again = new Redis(redis.url);
    expect(await again.get('kept')).toBe('1');
    again.disconnect();
    await redis.restart({ empty: true });
    const empty = new Redis(redis.url);
    expect(await empty.get('kept')).toBeNull();
    empty.disconnect();
  }, 60_000);
});

test('three servers start at once, beside one that works, and none touches what another has in its temporary folder', async () => {
  const servers = [await startPrivateMysql()];
  let session: Connection | undefined;
  try {
    session = await createConnection(servers[0]!.url);
    await session.query('CREATE TEMPORARY TABLE kept (n INT) ENGINE=MyISAM');
    await session.query('INSERT INTO kept VALUES (7)');
    const files = () => readdirSync(join(servers[0]!.dir, 'tmp')).sort();
    const before = files();
    expect(before.length).toBeGreaterThan(0);

    const started = await Promise.allSettled([1, 2, 3].map(() => startPrivateMysql()));
    servers.push(...started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    expect(started.map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'));
    expect(files()).toEqual(before);
    expect((await session.query('SELECT n FROM kept'))[0]).toEqual([{ n: 7 }]);
    const folders = await Promise.all(servers.map(({ url }) => readOne(url, 'SELECT @@tmpdir')));
    expect(folders).toEqual(servers.map(({ dir }) => join(dir, 'tmp')));
  } finally {
    await session?.end();
    await Promise.all(servers.map((server) => server.stop()));
  }
}, 180_000);
