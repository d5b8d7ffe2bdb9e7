import { randomBytes } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import http from 'node:http';
import { pollUntil } from '../../scripts/servers/index.mjs';
import { insertBatch } from '../lib/claim-batch.mjs';
import { FaultProxy } from '../lib/fault-proxy.mjs';
import { checkHistory, NO_VIOLATIONS } from '../lib/history/claim-history.mjs';
import { startProcess } from '../lib/processes.mjs';
import { seededRandom } from '../lib/random.mjs';
import { startServers, withMysql, withRedis } from '../lib/servers.mjs';
import { inAnHour, signToken, userToken } from '../lib/user-token.mjs';

const FIRST_BATCH = 5_000_000;
const CLIENTS = 32;
const REQUEST_TIMEOUT_MS = 8_000;
const ROUND_DEADLINE_MS = 120_000;
const DRIFT_DEADLINE_MS = 60_000;
/** How users get coupons in a round: claims, a code each, or a word for all. In the order of `coupon_batch.code_mode`. */
const CODE_MODES = ['none', 'unique', 'shared'];
/** Each round has users of its own: wrong codes lock out for longer than a round takes. */
const USERS_OF_ROUND = 100_000;
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
 * Half of the rounds are of claims; in the others users redeem codes, each one a code that others try as well, or all the same word.
 * After each round the history of all claims is held against MySQL. A round depends on the seed and its number only, so a run
 * can be split, and a single round repeated: `--seed S --from 17 --to 17`.
 *
 * @param options.rounds kills (default 100, a quarter each of API, worker, Redis, MySQL)
 * @param options.extra how many of the further faults (flushed, emptied and old Redis, cut and half-open links; default all 70)
 * @param options.seed default: the time; @param options.stock coupons a round (default 2000)
 * @param options.from number of the first round to run, counted from 1; @param options.to number of the last
 */
export default async function claim({
  rounds = 100,
  extra = EXTRA.length,
  seed = Date.now() % 1_000_000,
  stock = 2_000,
  from = 1,
  to = rounds + extra,
}) {
  const faults = planFaults(rounds, extra);
  console.log(
    `chaos claim: seed ${seed}, ${rounds} kills, ${extra} further faults, ${stock} coupons a round; rounds ${from} to ${to}`,
  );
  const total = { ...NO_VIOLATIONS };
  let unknown = 0;
  const house = await House.open();
  try {
    for (let number = from; number <= to; number++) {
      const result = await new Round(house, { number, fault: faults[number - 1], stock, seed }).run();
      for (const name of Object.keys(total)) total[name] += result.violations[name];
      unknown += result.unknown;
      console.log(`${String(number).padStart(4)}/${faults.length} ${describe(result)}`);
    }
  } finally {
    await house.close();
  }
  console.log(JSON.stringify({ chaos: 'claim', seed, rounds: to - from + 1, violations: total, unknown }));
  process.exitCode = hasViolation(total) ? 1 : 0;
}

const planFaults = (kills, extra) => [
  ...Array.from({ length: kills }, (_, at) => KILLS[at % KILLS.length]),
  // Every n-th, so that a short run meets each kind.
  ...Array.from({ length: extra }, (_, at) => EXTRA[Math.floor((at * EXTRA.length) / extra)]),
];

const hasViolation = (violations) => Object.values(violations).some((count) => count > 0);

function describe({ fault, mode, seconds, attempts, unknown, tookEffect, violations }) {
  const bad = hasViolation(violations) ? `  VIOLATIONS ${JSON.stringify(violations)}` : '';
  return `${fault.padEnd(15)} ${mode.padEnd(6)} ${seconds.toFixed(1)} s  ${attempts} attempts, ${unknown} unknown (${tookEffect} took effect)${bad}`;
}

/** The servers, processes and links of the whole run. */
class House {
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
      CODE_KEY: randomBytes(32).toString('hex'),
      PROXIES_IN_FRONT: '1',
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

  /** Gives a batch its codes. @returns them by their serials minus one; a word: the only one */
  async makeCodes(batchId, { mode, count }) {
    if (mode === 'none') return [];
    if (mode === 'shared') {
      const word = `WORD${batchId}`;
      await this.call('POST', `/v1/batches/${batchId}/code-words`, { word });
      return [word];
    }
    await this.call('POST', `/v1/batches/${batchId}/code-generations`, { count });
    const csv = await this.call('GET', `/v1/batches/${batchId}/codes.csv`);
    return csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1]);
  }

  /** As the batch's merchant. @returns the answer's text */
  async call(method, path, body) {
    const claims = { sub: 'chaos', role: 'merchant', merchant_id: '7', exp: inAnHour() };
    const reply = await fetch(`http://127.0.0.1:${this.apis[0].port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${signToken(this.env.JWT_SECRET, JSON.stringify(claims))}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${text}`);
    return text;
  }

  withMysql(use) {
    return withMysql(this.servers, use);
  }

  withRedis(use) {
    return withRedis(this.servers, use);
  }

  async close() {
    await Promise.all([...this.apis, this.worker].filter(Boolean).map((process) => process.kill()));
    await this.mysqlProxy?.close();
    await this.redisProxy?.close();
    await this.servers.stop();
  }
}

class Round {
  attempts = [];
  #keys = 0;
  #done = false;

  constructor(house, { number, fault, stock, seed }) {
    const random = seededRandom(seed + number);
    this.house = house;
    this.batchId = FIRST_BATCH + number;
    this.random = random;
    this.fault = fault;
    this.stock = stock;
    this.limit = random.pick([1, 1, 2]);
    this.users = Math.ceil((stock * 1.5) / this.limit);
    this.faultAfter = Math.floor(stock * (0.1 + 0.6 * random.next()));
    this.mode = random.pick(['none', 'none', 'unique', 'shared']);
    this.firstUser = number * USERS_OF_ROUND;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });
  }

  async run() {
    const started = performance.now();
    const { batchId, stock, limit, mode } = this;
    const codeMode = CODE_MODES.indexOf(mode);
    await this.house.withMysql((connection) => insertBatch(connection, { batchId, stock, limit, codeMode }));
    this.codes = await this.house.makeCodes(batchId, { mode, count: Math.ceil(stock * 1.5) });
    const clients = Promise.all(Array.from({ length: CLIENTS }, () => this.client()));
    await pollUntil(async () => this.acknowledged() >= this.faultAfter, { deadlineMs: ROUND_DEADLINE_MS });
    await this.strike();
    await pollUntil(async () => this.isSoldOut(), { deadlineMs: ROUND_DEADLINE_MS });
    this.#done = true;
    await clients;
    this.agent.destroy();
    const checked = checkHistory(this.attempts, await this.facts());
    const seconds = (performance.now() - started) / 1000;
    return { ...checked, fault: this.fault, mode, seconds, attempts: this.attempts.length };
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
      const userId = this.firstUser + 1 + this.random.below(this.users);
      const key = `c${this.batchId}-${++this.#keys}`;
      const serial = this.mode === 'none' ? undefined : 1 + this.random.below(this.codes.length);
      const wish = { userId, key, serial };
      for (let tries = 0; tries < 3; tries++) {
        const attempt = await this.claim(wish);
        this.attempts.push(attempt);
        if (attempt.outcome !== 'unknown' || this.#done) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  claim(wish) {
    const { userId, key, serial } = wish;
    const attempt = { ...wish, outcome: 'unknown' };
    const isClaim = serial === undefined;
    const body = isClaim ? '' : JSON.stringify({ code: this.codes[serial - 1], merchantId: '7' });
    return new Promise((resolve) => {
      const request = http.request(
        {
          port: this.random.pick(this.house.apis).port,
          host: '127.0.0.1',
          agent: this.agent,
          method: 'POST',
          path: isClaim ? `/v1/batches/${this.batchId}/claims` : '/v1/codes/redemptions',
          headers: {
            authorization: `Bearer ${userToken(this.house.env.JWT_SECRET, { userId, expiresAt: inAnHour(), jti: key })}`,
            'idempotency-key': key,
            'x-forwarded-for': `10.${(userId >> 16) & 255}.${(userId >> 8) & 255}.${userId & 255}`,
            ...(isClaim ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
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
      request.end(body);
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
      const [uses] = await connection.query(
        'SELECT serial, coupon_id, user_id FROM code_use WHERE batch_id = ?',
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
        uses: this.mode === 'unique' ? uses.map(toUse) : undefined,
        coupons: rows.map((row) => ({
          couponId: row.coupon_id,
          userId: Number(row.user_id),
          key: row.request_key,
        })),
      };
    });
  }
}

const toUse = (row) => ({
  serial: Number(row.serial),
  couponId: row.coupon_id,
  userId: Number(row.user_id),
});

function toAttempt(attempt, status, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return attempt;
  }
  if (status === 201) return { ...attempt, outcome: 'ok', couponId: body.couponId };
  if (status === 503) return { ...attempt, code: body.code };
  if (status >= 500) return { ...attempt, code: body.code, unclean: true };
  return { ...attempt, outcome: 'refused', code: body.code };
}
