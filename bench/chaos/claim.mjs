import { createHmac } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import http from 'node:http';
import { createRequire } from 'node:module';
import { pollUntil } from '../../scripts/servers/index.mjs';
import { checkHistory, NO_VIOLATIONS } from '../lib/claim-history.mjs';
import { FaultProxy } from '../lib/fault-proxy.mjs';
import { startProcess } from '../lib/processes.mjs';
import { seededRandom } from '../lib/random.mjs';
import { startServers } from '../lib/servers.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');
const { Redis } = require('ioredis');

const CLIENTS = 32;
const REQUEST_TIMEOUT_MS = 8_000;
const ROUND_DEADLINE_MS = 60_000;
const DRIFT_DEADLINE_MS = 60_000;
const DAY_MS = 86_400_000;
const KILLS = ['api', 'worker', 'redis', 'mysql'];
const EXTRA = [
  ...Array(20).fill('flushall'),
  ...Array(10).fill('redis-empty'),
  ...Array(10).fill('redis-old-dump'),
  ...Array(10).fill('mysql-reset'),
  ...Array(10).fill('redis-reset'),
  ...Array(5).fill('mysql-half-open'),
  ...Array(5).fill('redis-half-open'),
];

/**
 * Flash sales in which something dies: two API processes and a worker, one fault a round in mid-load, demand higher than stock.
 * After each round the history of all claims is held against MySQL.
 *
 * @param options.rounds kills (default 100, a quarter each of API, worker, Redis, MySQL)
 * @param options.extra how many of the further faults (flushed, emptied and old Redis, cut and half-open links; default all 70)
 * @param options.seed default: the time; @param options.stock coupons a round (default 2000)
 */
export default async function claim({
  rounds = 100,
  extra = EXTRA.length,
  seed = Date.now() % 1_000_000,
  stock = 2_000,
}) {
  console.log(
    `chaos claim: seed ${seed}, ${rounds} kills, ${extra} further faults, ${stock} coupons a round`,
  );
  const house = await House.open();
  const random = seededRandom(seed);
  const total = { ...NO_VIOLATIONS };
  let unknown = 0;
  const faults = [
    ...Array.from({ length: rounds }, (_, at) => KILLS[at % KILLS.length]),
    // Every n-th, so that a short run meets each kind.
    ...Array.from({ length: extra }, (_, at) => EXTRA[Math.floor((at * EXTRA.length) / extra)]),
  ];
  try {
    for (const [at, fault] of faults.entries()) {
      const started = performance.now();
      const result = await new Round(house, random, fault, stock).run();
      for (const name of Object.keys(total)) total[name] += result.violations[name];
      unknown += result.unknown;
      const bad = Object.values(result.violations).some((count) => count > 0);
      console.log(
        `${String(at + 1).padStart(4)}/${faults.length} ${fault.padEnd(15)} ${((performance.now() - started) / 1000).toFixed(1)} s  ` +
          `${result.attempts} attempts, ${result.unknown} unknown (${result.tookEffect} took effect)` +
          (bad ? `  VIOLATIONS ${JSON.stringify(result.violations)}` : ''),
      );
    }
  } finally {
    await house.close();
  }
  console.log(JSON.stringify({ chaos: 'claim', seed, rounds: faults.length, violations: total, unknown }));
  process.exitCode = Object.values(total).some((count) => count > 0) ? 1 : 0;
}

/** The servers, processes and links of the whole run. */
class House {
  lastBatch = 5_000_000;
  apis = [];

  static async open() {
    const house = new House();
    house.servers = await startServers();
    house.mysqlProxy = new FaultProxy(house.servers.mysql.port);
    house.redisProxy = new FaultProxy(house.servers.redis.port);
    const through = async (url, proxy) =>
      Object.assign(new URL(url), { port: String(await proxy.listen()) }).href;
    house.env = {
      ...house.servers.env,
      LOG_LEVEL: 'fatal',
      DATABASE_URL: await through(house.servers.env.DATABASE_URL, house.mysqlProxy),
      REDIS_URL: await through(house.servers.env.REDIS_URL, house.redisProxy),
      GATE_SCAN_SECONDS: '2',
      DATABASE_QUERY_TIMEOUT_SECONDS: '3',
    };
    house.apis = [await house.startApi(), await house.startApi()];
    house.worker = await house.startWorker();
    return house;
  }

  startApi(port) {
    return startProcess({ program: 'dist/src/main.js', env: this.env, port });
  }

  startWorker() {
    return startProcess({ program: 'dist/src/worker.js', env: this.env });
  }

  async withMysql(use) {
    const connection = await createConnection({
      uri: this.servers.mysql.url,
      bigNumberStrings: true,
      supportBigNumbers: true,
    });
    try {
      return await use(connection);
    } finally {
      await connection.end();
    }
  }

  async withRedis(use) {
    const redis = new Redis(this.servers.redis.url);
    // A command that fails says so itself.
    redis.on('error', () => undefined);
    try {
      return await use(redis);
    } finally {
      redis.disconnect();
    }
  }

  newBatch(stock, limit) {
    const batchId = ++this.lastBatch;
    const now = new Date();
    return this.withMysql(async (connection) => {
      await connection.query(
        `INSERT IGNORE INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, created_at, updated_at)
         VALUES (1, 1, 1, 7, 'Chaos', 0, 'USD', '{"threshold":{"amountMinor":10000},"amountMinor":2000}', ?, ?)`,
        [now, now],
      );
      await connection.query(
        `INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, claim_from, claim_until,
           validity_type, valid_days, status, remind_days, created_at, updated_at)
         VALUES (?, 7, 'Chaos', 1, ?, ?, ?, ?, 1, 30, 1, '[3,1]', ?, ?)`,
        [batchId, stock, limit, new Date(now - DAY_MS), new Date(now.getTime() + DAY_MS), now, now],
      );
      return batchId;
    });
  }

  async close() {
    await Promise.all([...this.apis, this.worker].filter(Boolean).map((process) => process.kill()));
    await this.mysqlProxy?.close();
    await this.redisProxy?.close();
    await this.servers.stop();
  }
}

const base64url = (value) => Buffer.from(value).toString('base64url');

function token(secret, userId) {
  const head = base64url('{"alg":"HS256","typ":"JWT"}');
  const claims = base64url(
    JSON.stringify({ sub: String(userId), role: 'user', exp: Math.floor(Date.now() / 1000) + 3600 }),
  );
  return `${head}.${claims}.${createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url')}`;
}

class Round {
  attempts = [];
  #keys = 0;
  #done = false;

  constructor(house, random, fault, stock) {
    this.house = house;
    this.random = random;
    this.fault = fault;
    this.stock = stock;
    this.limit = random.pick([1, 1, 2]);
    this.users = Math.ceil((stock * 1.5) / this.limit);
    this.faultAfter = Math.floor(stock * (0.1 + 0.6 * random.next()));
    this.agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });
  }

  async run() {
    this.batchId = await this.house.newBatch(this.stock, this.limit);
    const clients = Promise.all(Array.from({ length: CLIENTS }, () => this.client()));
    await pollUntil(async () => this.acknowledged() >= this.faultAfter, { deadlineMs: ROUND_DEADLINE_MS });
    await this.strike();
    await pollUntil(async () => this.isSoldOut(), { deadlineMs: ROUND_DEADLINE_MS });
    this.#done = true;
    await clients;
    this.agent.destroy();
    const facts = await this.facts();
    const { violations, unknown, tookEffect } = checkHistory(this.attempts, facts);
    return { violations, unknown, tookEffect, attempts: this.attempts.length };
  }

  acknowledged() {
    return this.attempts.filter(({ outcome }) => outcome === 'ok').length;
  }

  isSoldOut() {
    return this.house
      .withMysql(async (connection) => {
        const [[batch]] = await connection.query('SELECT total_count FROM coupon_batch WHERE batch_id = ?', [
          this.batchId,
        ]);
        return Number(batch.total_count) === 0;
      })
      .catch(() => false);
  }

  /** Claims as fast as answered, each wish by a user at random; what stays unknown is tried again with its key, once or twice. */
  async client() {
    while (!this.#done) {
      const userId = 1 + this.random.below(this.users);
      const key = `c${this.batchId}-${++this.#keys}`;
      for (let tries = 0; tries < 3; tries++) {
        const attempt = await this.claim(userId, key);
        this.attempts.push(attempt);
        if (attempt.outcome !== 'unknown' || this.#done) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  claim(userId, key) {
    const attempt = { userId, key, outcome: 'unknown' };
    return new Promise((resolve) => {
      const request = http.request(
        {
          port: this.random.pick(this.house.apis).port,
          host: '127.0.0.1',
          agent: this.agent,
          method: 'POST',
          path: `/v1/batches/${this.batchId}/claims`,
          headers: {
            authorization: `Bearer ${token(this.house.env.JWT_SECRET, userId)}`,
            'idempotency-key': key,
          },
          timeout: REQUEST_TIMEOUT_MS,
        },
        (reply) => {
          let text = '';
          reply.on('data', (chunk) => {
            text += chunk;
          });
          reply.on('error', () => resolve(attempt));
          reply.on('close', () => resolve(toAttempt(attempt, reply.statusCode, text)));
        },
      );
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(attempt));
      request.end();
    });
  }

  async strike() {
    const { house } = this;
    const { mysql, redis } = house.servers;
    switch (this.fault) {
      case 'api': {
        const victim = house.apis[this.random.below(2)];
        await victim.kill();
        house.apis[house.apis.indexOf(victim)] = await house.startApi(victim.port);
        return;
      }
      case 'worker':
        await house.worker.kill();
        house.worker = await house.startWorker();
        return;
      case 'redis':
        await redis.kill('SIGKILL');
        await redis.restart();
        return;
      case 'mysql':
        await mysql.kill('SIGKILL');
        await mysql.restart();
        return;
      case 'flushall':
        await house.withRedis((client) => client.flushall());
        return;
      case 'redis-empty':
        await redis.restart({ empty: true });
        return;
      case 'redis-old-dump':
        return this.restoreOldDump();
      case 'mysql-reset':
        house.mysqlProxy.reset();
        return;
      case 'redis-reset':
        house.redisProxy.reset();
        return;
      default:
        return this.halfOpen(this.fault === 'mysql-half-open' ? house.mysqlProxy : house.redisProxy);
    }
  }

  /** The gate as it was a moment ago, with more stock than there is and without the latest holders. */
  async restoreOldDump() {
    const { redis } = this.house.servers;
    const dump = `${redis.dir}/old.rdb`;
    const file = await this.house.withRedis(async (client) => {
      await client.save();
      const [, folder] = await client.config('GET', 'dir');
      const [, name] = await client.config('GET', 'dbfilename');
      return `${folder}/${name}`;
    });
    await copyFile(file, dump);
    const before = this.acknowledged();
    await pollUntil(async () => this.acknowledged() > before + 50 || (await this.isSoldOut()), {
      deadlineMs: 10_000,
    });
    await redis.kill('SIGKILL');
    await copyFile(dump, file);
    await redis.restart();
  }

  async halfOpen(proxy) {
    proxy.freeze();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    proxy.thaw();
  }

  async facts() {
    const { batchId, stock, limit } = this;
    const gate = async () => {
      const left = await this.house.withRedis((client) => client.hget(`batch_id:{${batchId}}:stock`, 'left'));
      return left === null ? null : Number(left);
    };
    return this.house.withMysql(async (connection) => {
      const [[batch]] = await connection.query(
        'SELECT total_count, assign_count FROM coupon_batch WHERE batch_id = ?',
        [batchId],
      );
      const [rows] = await connection.query(
        'SELECT coupon_id, user_id, request_key FROM coupon WHERE batch_id = ?',
        [batchId],
      );
      const left = Number(batch.total_count);
      let gateLeft = await gate();
      await pollUntil(
        async () => {
          gateLeft = await gate();
          return gateLeft === null || gateLeft === left;
        },
        { deadlineMs: DRIFT_DEADLINE_MS },
      );
      return {
        stock,
        limit,
        left,
        assigned: Number(batch.assign_count),
        gateLeft,
        coupons: rows.map((row) => ({
          couponId: row.coupon_id,
          userId: Number(row.user_id),
          key: row.request_key,
        })),
      };
    });
  }
}

function toAttempt(attempt, status, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return attempt;
  }
  if (status === 201) return { ...attempt, outcome: 'ok', couponId: body.couponId };
  if (status === 503) return { ...attempt, code: body.code };
  if (status >= 500) throw new Error(`a claim was answered with ${status}: ${text}`);
  return { ...attempt, outcome: 'refused', code: body.code };
}
