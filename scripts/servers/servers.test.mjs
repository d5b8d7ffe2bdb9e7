import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  findMysqld,
  findRedisServer,
  pollUntil,
  startMysql,
  startRedis,
  sweepAbandonedServers,
} from './index.mjs';
import { MysqlRefusal, pingMysql } from './mysql-wire.mjs';
import { processIdentity, stopRecordedProcess } from './process-identity.mjs';
import { identifyRedis } from './redis-wire.mjs';

// Real servers: where none is installed (Docker only), there is nothing to try.
const mysqld = findMysqld();
const redisServer = findRedisServer();
const skipMysql = mysqld === undefined && 'no MySQL or MariaDB program';
const skipRedis = redisServer === undefined && 'no Redis program';

// A folder so deep that a socket inside it would be longer than the 107 bytes that a socket may have.
const deep = join(mkdtempSync(join(tmpdir(), 'servers-')), 'd'.repeat(100));
after(() => rmSync(join(deep, '..'), { recursive: true, force: true }));

/** @param {string} url */
function ping(url) {
  const { hostname, port, username, password, pathname } = new URL(url);
  const login = { user: username, password, database: pathname.slice(1) };
  return pingMysql({ host: hostname, port: Number(port), timeoutMs: 5_000, ...login });
}

test('MySQL: starts, survives kill -9, restarts empty, and stops without a trace', {
  skip: skipMysql,
}, async (t) => {
  assert.ok(mysqld);
  const server = await startMysql({ program: mysqld, databasePrefix: 'coupon_test_' });
  t.after(() => server.stop());
  assert.match(await ping(server.url), /^\d+\.\d+/);
  assert.equal(statSync(server.dir).mode & 0o777, 0o700);
  assert.equal(existsSync(join(server.dir, 'init.sql')), false, 'the passwords of init.sql are gone');

  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await assert.rejects(ping(wrong.href), (error) => error instanceof MysqlRefusal && error.errno === 1045);
  wrong.username = 'root';
  wrong.password = '';
  await assert.rejects(ping(wrong.href), (error) => error instanceof MysqlRefusal);

  const { url, pid } = server;
  let unexpected = '';
  server.onUnexpectedExit = (message) => {
    unexpected = message;
  };
  await server.kill('SIGKILL');
  assert.equal(processIdentity(pid), undefined);
  assert.equal(server.pid, 0);
  await server.restart();
  assert.equal(server.url, url, 'the same port, account and database');
  assert.notEqual(server.pid, pid);
  assert.equal(unexpected, '', 'a kill on purpose is not unexpected');

  process.kill(server.pid, 'SIGKILL');
  assert.ok(await pollUntil(() => unexpected !== '', { deadlineMs: 5_000 }));
  assert.match(unexpected, /SIGKILL/);

  await server.restart({ empty: true });
  assert.equal(server.url, url);
  await ping(server.url);
  const last = server.pid;
  await server.stop();
  assert.equal(processIdentity(last), undefined);
  assert.equal(existsSync(server.dir), false);
});

test('MySQL: a kept folder keeps its data and port, however deep it lies', { skip: skipMysql }, async (t) => {
  assert.ok(mysqld);
  const dir = join(deep, 'mysql');
  const first = await startMysql({ program: mysqld, dir });
  t.after(() => first.stop());
  await first.stop();
  const second = await startMysql({ program: mysqld, dir });
  t.after(() => second.stop());
  assert.equal(second.url, first.url);
  await second.stop();
  assert.ok(existsSync(join(dir, 'data')));
});

test('MySQL: a damaged data folder is explained with the words of the server', {
  skip: skipMysql,
}, async () => {
  assert.ok(mysqld);
  const dir = join(deep, 'mysql');
  writeFileSync(join(dir, 'data', 'ibdata1'), 'no tablespace');
  await assert.rejects(startMysql({ program: mysqld, dir }), (/** @type {Error} */ error) => {
    assert.match(error.message, /ended while starting/);
    assert.match(error.message, /ibdata1/);
    return true;
  });
  assert.equal(existsSync(join(dir, 'data.process.json')), false);
});

test('MySQL: data of another kind of server is left alone', { skip: skipMysql }, async () => {
  assert.ok(mysqld);
  const flavour = mysqld.flavour === 'mysql' ? 'mariadb' : 'mysql';
  await assert.rejects(
    startMysql({ program: { ...mysqld, flavour }, dir: join(deep, 'mysql') }),
    /belongs to/,
  );
});

test('Redis: moves to another port when its own is taken, and keeps its data', {
  skip: skipRedis,
}, async (t) => {
  assert.ok(redisServer);
  const dir = join(deep, 'redis');
  const first = await startRedis({ program: redisServer, dir });
  t.after(() => first.stop());
  const { port, pid } = first;
  const password = new URL(first.url).password;
  assert.equal((await identifyRedis({ host: '127.0.0.1', port, password, timeoutMs: 5_000 })).pid, pid);
  await assert.rejects(identifyRedis({ host: '127.0.0.1', port, password: '', timeoutMs: 5_000 }), /NOAUTH/);
  await first.stop();

  const squatter = createServer().listen(port, '127.0.0.1');
  t.after(() => squatter.close());
  await new Promise((resolve) => squatter.once('listening', resolve));
  const second = await startRedis({ program: redisServer, dir });
  t.after(() => second.stop());
  assert.notEqual(second.port, port);
  assert.equal(new URL(second.url).password, password);
  await second.stop();
});

test('Redis: one that a killed launcher left running is stopped first, by its identity', {
  skip: skipRedis,
}, async (t) => {
  assert.ok(redisServer);
  const dir = join(deep, 'redis');
  const code = `
    const { startRedis } = await import(${JSON.stringify(new URL('index.mjs', import.meta.url).href)});
    const server = await startRedis({ program: ${JSON.stringify(redisServer)}, dir: ${JSON.stringify(dir)} });
    console.log(server.pid);
    process.kill(process.pid, 'SIGKILL');`;
  const killed = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
  const orphan = Number(killed.stdout);
  assert.ok(orphan > 0 && processIdentity(orphan), killed.stderr);

  /** @type {string[]} */
  const said = [];
  const server = await startRedis({ program: redisServer, dir, say: (message) => said.push(message) });
  t.after(() => server.stop());
  assert.equal(processIdentity(orphan), undefined);
  assert.match(said.join('\n'), new RegExp(`pid ${orphan}`));
  await server.stop();
});

test('Redis: throw-away servers of a killed run are swept by the next', { skip: skipRedis }, async (t) => {
  assert.ok(redisServer);
  const code = `
    const { startRedis } = await import(${JSON.stringify(new URL('index.mjs', import.meta.url).href)});
    const server = await startRedis({ program: ${JSON.stringify(redisServer)} });
    console.log(JSON.stringify([server.pid, server.dir]));
    process.kill(process.pid, 'SIGKILL');`;
  const killed = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
  const [pid, dir] = JSON.parse(killed.stdout);
  assert.ok(processIdentity(pid));
  const live = await startRedis({ program: redisServer });
  t.after(() => live.stop());
  await sweepAbandonedServers();
  assert.equal(processIdentity(pid), undefined);
  assert.equal(existsSync(dir), false);
  assert.equal(live.isRunning, true, 'the servers of a living run are left alone');
  await live.stop();
});

test('a record whose pid belongs to somebody else now stops nobody', async () => {
  const stranger = spawn('sleep', ['60'], { detached: true });
  const file = join(deep, '..', 'record.json');
  writeFileSync(file, JSON.stringify({ pid: stranger.pid, identity: 'another boot/12345' }));
  assert.equal(await stopRecordedProcess(file, { graceMs: 0 }), undefined);
  assert.ok(processIdentity(stranger.pid ?? 0));
  assert.throws(() => readFileSync(file), { code: 'ENOENT' });
  stranger.kill('SIGKILL');
});
