// What the bench and the chaos run of distributions have in common: an audience, batches, and the API as a merchant sees it.
import { createHmac } from 'node:crypto';

const DAY_MS = 86_400_000;
const SEED_PAGE = 100_000;
const MERCHANT = '7';

const base64url = (value) => Buffer.from(value).toString('base64url');

/** @param {string} secret of HS256 @returns {string} a token of the benches' merchant */
export function merchantToken(secret) {
  const exp = Math.floor(Date.now() / 1000) + 24 * 3600;
  const claims = { sub: 'bench', role: 'merchant', merchant_id: MERCHANT, exp };
  const body = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify(claims))}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** Users 1 to `count` of the audience, in pages that each are one transaction. Those who are there already stay. */
export async function seedUsers(connection, count) {
  await connection.query('CREATE TABLE IF NOT EXISTS bench_digit (n INT PRIMARY KEY)');
  await connection.query('INSERT IGNORE INTO bench_digit VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)');
  const now = new Date();
  for (let from = 0; from < count; from += SEED_PAGE) {
    await connection.query(
      `INSERT IGNORE INTO audience_user (user_id, created_at, updated_at)
       SELECT ? + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS user_id, ?, ?
       FROM bench_digit a, bench_digit b, bench_digit c, bench_digit d, bench_digit e
       HAVING user_id <= ? ORDER BY user_id`,
      [from + 1, now, now, count],
    );
  }
}

/**
 * A published batch as a row.
 * @param {{ batchId: number, stock: number | null, open?: boolean, limit?: number }} shape `open`: to claims now, not only from
 *   tomorrow on
 */
export async function insertBatch(connection, { batchId, stock, open = true, limit = 1 }) {
  const now = new Date();
  await connection.query(
    `INSERT IGNORE INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, frozen_at, created_at,
       updated_at)
     VALUES (1, 1, 1, ?, 'Bench', 0, 'USD', '{"threshold":{"amountMinor":10000},"amountMinor":2000}', ?, ?, ?)`,
    [MERCHANT, now, now, now],
  );
  await connection.query(
    `INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, claim_from, claim_until,
       validity_type, valid_days, status, remind_days, created_at, updated_at)
     VALUES (?, ?, 'Bench', 1, ?, ?, ?, ?, 1, 30, 1, '[3]', ?, ?)`,
    [
      batchId,
      MERCHANT,
      stock,
      limit,
      new Date(now.getTime() + (open ? -DAY_MS : DAY_MS)),
      new Date(now.getTime() + 10 * DAY_MS),
      now,
      now,
    ],
  );
  return batchId;
}

/** The API as a merchant uses it. A failed request says so. */
export class DistributionApi {
  /** @param {number} port @param {string} secret */
  constructor(port, secret) {
    this.base = `http://127.0.0.1:${port}/v1/distributions`;
    this.headers = { authorization: `Bearer ${merchantToken(secret)}`, 'content-type': 'application/json' };
  }

  async call(method, path, body) {
    const reply = await fetch(this.base + path, {
      method,
      headers: body === undefined ? { authorization: this.headers.authorization } : this.headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return JSON.parse(text);
  }

  create(batchId, selection = { everyone: true }) {
    return this.call('POST', '', { batchId: String(batchId), selection });
  }

  get(distributionId) {
    return this.call('GET', `/${distributionId}`);
  }
}

export const ENDED = ['cancelled', 'done', 'exhausted', 'incomplete'];
