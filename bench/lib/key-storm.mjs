import http from 'node:http';
import { pollUntil } from '../../scripts/servers/index.mjs';
import { startProcess } from './processes.mjs';
import { CART, newBatch, openShop } from './shop.mjs';
import { inAnHour, signToken, userToken } from './user-token.mjs';

const BATCH_ID = 5_000_000;
/** Users whose keys are sent at the same time; one process dies for all of them. */
const GROUP = 10;
const RETRY_MS = 50;
const PHASE_DEADLINE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** Answers that ask to come again with the same key. */
const AGAIN = new Set([0, 503]);

/** What a user does, one after the other, each with a key of its own, and where a process dies: committed, not answered. */
const OPERATIONS = [
  {
    name: 'claim',
    point: 'coupon.claim:after-commit',
    path: () => `/v1/batches/${BATCH_ID}/claims`,
    idOf: (body) => JSON.parse(body).couponId,
    byteEqual: false,
    effects: 'SELECT coupon_id AS id FROM coupon WHERE user_id = ?',
  },
  {
    name: 'order',
    point: 'order.create:after-commit',
    path: () => '/v1/orders',
    body: ({ claim }) => ({ items: CART, couponIds: [claim] }),
    idOf: (body) => JSON.parse(body).orderId,
    byteEqual: true,
    effects: 'SELECT order_id AS id FROM orders WHERE user_id = ?',
  },
  {
    name: 'pay',
    point: 'order.confirm:after-commit',
    path: ({ order }) => `/v1/orders/${order}/payments`,
    body: () => ({ methodToken: 'sandbox_ok' }),
    idOf: (body) => JSON.parse(body).paymentId,
    byteEqual: true,
    effects: `SELECT s.reference AS id FROM orders o JOIN payment p ON p.order_id = o.order_id
       JOIN sandbox_charge s ON s.reference = p.payment_id WHERE o.user_id = ? AND o.status IN (1, 4)`,
  },
  {
    name: 'refund',
    point: 'order.return:after-commit',
    path: ({ order }) => `/v1/orders/${order}/refunds`,
    body: () => ({ lines: [{ lineNo: 2, quantity: 1 }] }),
    byPlatform: true,
    idOf: (body) => JSON.parse(body).refundId,
    byteEqual: true,
    effects:
      'SELECT f.refund_id AS id FROM orders o JOIN refund f ON f.order_id = o.order_id WHERE o.user_id = ?',
  },
];

/**
 * Sends every key `parallel` times at once, to two API processes of which one dies by kill -9 after it has committed and before
 * it has answered; whoever gets no answer asks the other one with the same key.
 *
 * @param {{ env: Record<string, string>, connection: any, keys: number, parallel: number, random: { next(): number },
 *   log(line: string): void }} options `env` of an empty, migrated database; `keys` is rounded up to whole groups
 * @returns {Promise<{ records: import('./history/key-history.mjs').KeyRecord[], kills: number }>}
 */
export async function runKeyStorm({ env, connection, keys, parallel, random, log }) {
  const users = Math.ceil(keys / OPERATIONS.length);
  await openShop(connection);
  await newBatch(connection, BATCH_ID, users);
  const storm = new KeyStorm({ env: { ...env, NODE_ENV: 'test' }, connection, parallel, random });
  try {
    await storm.open();
    for (let first = 1; first <= users; first += GROUP) {
      const group = Array.from({ length: Math.min(GROUP, users - first + 1) }, (_, at) => first + at);
      const startedAt = performance.now();
      await storm.run(group);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      log(
        `${storm.records.length} of ${users * OPERATIONS.length} keys, ${storm.kills} kills (${seconds} s)`,
      );
    }
    return { records: storm.records, kills: storm.kills };
  } finally {
    await storm.close();
  }
}

class KeyStorm {
  records = [];
  kills = 0;
  #next = 0;

  constructor({ env, connection, parallel, random }) {
    Object.assign(this, { env, connection, parallel, random });
    this.expiresAt = inAnHour();
    this.platformToken = signToken(env.JWT_SECRET, `{"sub":"ops","role":"platform","exp":${this.expiresAt}}`);
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  }

  async open() {
    this.healthy = await this.#start({});
    this.dying = this.#startNext();
  }

  async close() {
    this.agent.destroy();
    await this.healthy?.kill();
    await (await this.dying?.catch(() => undefined))?.kill();
  }

  #start(more) {
    return startProcess({ program: 'dist/src/main.js', env: { ...this.env, ...more } });
  }

  /** The process for the next operation starts while the last one's requests are under way. */
  #startNext() {
    const { point } = OPERATIONS[this.#next++ % OPERATIONS.length];
    return this.#start({ FAULT_POINT: point });
  }

  async run(group) {
    const known = new Map(group.map((userId) => [userId, {}]));
    for (const operation of OPERATIONS) {
      const dying = await this.dying;
      this.dying = this.#startNext();
      const records = await Promise.all(
        group.map((userId, at) => {
          // The first user's keys are tried nowhere else first, so that the process has something to die of.
          const share = at === 0 ? 1 : 0.5;
          return this.#sendKey(operation, userId, known.get(userId), { dying, share });
        }),
      );
      const died = await pollUntil(() => dying.hasEnded(), { deadlineMs: 5_000 });
      if (!died) throw new Error(`nothing died at ${operation.point}`);
      this.kills++;
      for (const [at, record] of records.entries()) {
        const [answer] = record.answers.filter(({ status }) => status === 201);
        if (answer) known.get(group[at])[operation.name] = operation.idOf(answer.body);
      }
      this.records.push(...records);
    }
  }

  async #sendKey(operation, userId, known, first) {
    const name = `${operation.name}-${userId}`;
    const request = {
      path: operation.path(known),
      token: operation.byPlatform
        ? this.platformToken
        : userToken(this.env.JWT_SECRET, { userId, expiresAt: this.expiresAt, jti: name }),
      key: name,
      body: operation.body?.(known),
    };
    const answers = await Promise.all(
      Array.from({ length: this.parallel }, () => this.#askUntilAnswered(request, first)),
    );
    const [rows] = await this.connection.query(operation.effects, [userId]);
    const { idOf, byteEqual } = operation;
    return {
      name,
      sent: this.parallel,
      answers: answers.filter(({ status }) => status !== 0),
      effects: rows.map(({ id }) => String(id)),
      idOf,
      byteEqual,
    };
  }

  /** Some of the first tries go to the process that is going to die; all others to the healthy one. */
  async #askUntilAnswered(request, { dying, share }) {
    const deadline = performance.now() + PHASE_DEADLINE_MS;
    let port = this.random.next() < share ? dying.port : this.healthy.port;
    for (;;) {
      const answer = await this.#send(port, request);
      if (!AGAIN.has(answer.status) || performance.now() > deadline) return answer;
      if (dying.hasEnded() || answer.status === 0) port = this.healthy.port;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** @returns status 0 when there was no answer */
  #send(port, { path, token, key, body }) {
    return new Promise((resolve) => {
      const payload = body === undefined ? '' : JSON.stringify(body);
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key };
      if (payload) headers['content-type'] = 'application/json';
      const none = () => resolve({ status: 0, body: '' });
      const request = http.request(
        {
          port,
          host: '127.0.0.1',
          path,
          method: 'POST',
          headers,
          agent: this.agent,
          timeout: REQUEST_TIMEOUT_MS,
        },
        (reply) => {
          const chunks = [];
          reply.on('data', (chunk) => chunks.push(chunk));
          reply.on('error', none);
          reply.on('end', () =>
            resolve({ status: reply.statusCode, body: Buffer.concat(chunks).toString() }),
          );
        },
      );
      request.on('error', none);
      request.on('timeout', () => request.destroy());
      request.end(payload);
    });
  }
}
