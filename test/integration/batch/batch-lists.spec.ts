import { countHeld } from '../../../src/modules/coupon/infra/count-held';
import type { SqlValue } from '../../../src/platform/database';
import { type Reply, startApi, type TestApi } from '../../support/api';
import { createBatch, createRule, inDays, newRule, publishBatch } from '../../support/batches';
import { merchantToken, platformToken, userToken } from '../../support/tokens';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Page {
  items: Record<string, unknown>[];
  nextCursor: string | null;
}

/** All pages of a list. */
async function walk(url: string, token: string): Promise<Record<string, unknown>[]> {
  const items = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const reply: Reply<Page> = await api.call<Page>(
      'GET',
      `${url}${url.includes('?') ? '&' : '?'}limit=2${cursor && `&cursor=${cursor}`}`,
      { token },
    );
    expect(reply.status).toBe(200);
    items.push(...reply.body.items);
    cursor = reply.body.nextCursor;
  }
  return items;
}
const idsOf = (batches: Record<string, unknown>[]) => batches.map(({ batchId }) => batchId);

describe('the list of a merchant', () => {
  const token = merchantToken(20);
  let drafts: string[];
  let published: string[];

  beforeAll(async () => {
    drafts = [];
    published = [];
    for (let i = 0; i < 3; i++) {
      drafts.push(await createBatch(api, {}, token));
      published.push(await publishBatch(api, {}, token));
    }
    await createBatch(api, {}, merchantToken(21));
  });

  test('has all own batches once, newest first, over pages', async () => {
    const expected = [...drafts, ...published].sort((a, b) => Number(b) - Number(a));
    expect(idsOf(await walk('/v1/batches', token))).toEqual(expected);
  });

  test('is filtered by status', async () => {
    expect(idsOf(await walk('/v1/batches?status=draft', token))).toEqual([...drafts].reverse());
    expect(idsOf(await walk('/v1/batches?status=ended', token))).toEqual([]);
  });

  test('of the platform has everyone', async () => {
    const merchants = new Set(
      (await walk('/v1/batches', platformToken())).map(({ merchantId }) => merchantId),
    );
    expect(merchants).toEqual(new Set(['20', '21']));
  });

  test('is not for users, and the coupon centre is not for merchants', async () => {
    const user = userToken(1);
    const refusals: [string, string, string][] = [
      ['/v1/batches', user, 'claimable'],
      ['/v1/batches?claimable=true&status=draft', user, 'status'],
      ['/v1/batches?claimable=true', token, 'claimable'],
    ];
    for (const [url, caller, parameter] of refusals) {
      const reply = await api.call('GET', url, { token: caller });
      expect(reply).toMatchObject({
        status: 400,
        body: { errors: [{ parameter, code: 'NOT_FOR_THIS_ROLE' }] },
      });
    }
  });
});

describe('the coupon centre', () => {
  const token = merchantToken(30);
  const USER = '1001';
  const centre = (userId = USER) => walk('/v1/batches?claimable=true', userToken(userId));
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    await api.database.change('UPDATE coupon_batch SET status = 3');
    const ruleId = await createRule(api, token);
    const make = async (name: string, overrides: Record<string, unknown>): Promise<void> => {
      ids[name] = await publishBatch(api, { ruleId, ...overrides }, token);
    };
    await make('later', { claimUntil: inDays(9) });
    await make('sooner', { claimUntil: inDays(3) });
    await make('unlimited', { claimUntil: inDays(5), totalCount: null, perUserLimit: 2 });
    await make('listed', { claimUntil: inDays(6), audience: 'listed' });
    await make('future', { claimFrom: inDays(1) });
    await make('paused', {});
    await make('soldOut', {});
    await api.call('POST', `/v1/batches/${ids.paused}/pause`, { token });
    await api.database.change(
      'UPDATE coupon_batch SET total_count = 0, assign_count = 100 WHERE batch_id = ?',
      [ids.soldOut],
    );
    await createBatch(api, { ruleId }, token);
    await api.call('POST', `/v1/batches/${ids.listed}/audience-users`, { token, body: { userIds: [USER] } });
    await hold(ids.unlimited!, 1);
    await hold(ids.sooner!, 1);
  });

  /** A coupon in the user's account, as getting leaves it. */
  async function hold(batchId: string, claimNo: number): Promise<void> {
    await api.database.change(
      `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
       VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?)`,
      [Number(batchId) * 10 + claimNo, USER, batchId, claimNo, new Date(), new Date(), new Date()],
    );
  }

  test('shows what a user can get now, what ends first at the top, over pages', async () => {
    expect(idsOf(await centre())).toEqual([ids.sooner, ids.unlimited, ids.listed, ids.later]);
    expect(idsOf(await centre('2002'))).toEqual([ids.sooner, ids.unlimited, ids.later]);
  });

  test('tells what the user holds of each and whether another one can be had', async () => {
    const mine = Object.fromEntries((await centre()).map((batch) => [batch.batchId, batch.mine]));
    expect(mine[ids.sooner!]).toEqual({ held: 1, limit: 1, inAudience: true, canClaim: false });
    expect(mine[ids.unlimited!]).toEqual({ held: 1, limit: 2, inAudience: true, canClaim: true });
    expect(mine[ids.later!]).toEqual({ held: 0, limit: 1, inAudience: true, canClaim: true });
  });

  test('shows what a coupon does, and no stock figures', async () => {
    const [batch] = await centre();
    const { type, currency, ruleContent, name } = newRule();
    expect(batch).toMatchObject({ type, currency, ruleContent, ruleName: name });
    expect(batch).not.toHaveProperty('totalCount');
    expect(batch).not.toHaveProperty('assignCount');
  });

  test('refuses a cursor of another list', async () => {
    const [cursor] = [Buffer.from('["5"]').toString('base64url')];
    const reply = await api.call('GET', `/v1/batches?claimable=true&cursor=${cursor}`, {
      token: userToken(USER),
    });
    expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_CURSOR' } });
  });

  test('counts the coupons held by index', async () => {
    const plans: { key: string }[] = [];
    const explain = async <Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> => {
      plans.push(...(await api.database.rows<{ key: string }>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`, values)));
      return [];
    };
    await countHeld({ rows: explain, row: async () => undefined }, USER, [
      ids.sooner!,
      ids.later!,
      ids.listed!,
    ]);
    expect(plans.map(({ key }) => key)).toEqual(['uq_coupon_holder']);
  });
});
