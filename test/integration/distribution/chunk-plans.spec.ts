import { resolveSelection, selectionSql } from '../../../src/modules/audience';
import { type ChunkCoupons, insertChunkCoupons, oneCouponEach } from '../../../src/modules/coupon';
import { planRemindersBySelect } from '../../../src/modules/notify';
import { Database, type Tx } from '../../../src/platform/database';
import { startApi, type TestApi } from '../../support/api';
import { seedAudience } from '../../support/audience';

const USERS = 100_000;
const CHUNK = 1_000;
const now = new Date('2026-11-24T10:00:00Z');

let api: TestApi;
let database: Database;

beforeAll(async () => {
  api = await startApi();
  database = api.app.get(Database);
  const userIds = Array.from({ length: USERS }, (_, at) => at + 1);
  await seedAudience(database, { userIds, now });
  // A second batch beside ours, and holders of ours all over the audience.
  for (const [batchId, first] of [
    [1, 1_000_000],
    [2, 2_000_000],
  ] as const) {
    await database.change(
      `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, source, valid_from, valid_until, created_at)
       SELECT ? + user_id, user_id, ?, 1, 0, ?, ?, ? FROM audience_user WHERE user_id % ? = 0`,
      [first, batchId, now, now, now, batchId === 1 ? 10 : 1],
    );
  }
  await database.rows('ANALYZE TABLE audience_user, coupon, t_notify_msg');
}, 120_000);
afterAll(() => api.stop());

/** How many rows the storage engine was asked for. */
async function rowsRead(tx: Tx, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const rows = await tx.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return rows.reduce((sum, row) => sum + Number(row.Value), 0);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

/** Undone at the end, so that every case meets the same rows. */
async function inUndone(work: (tx: Tx) => Promise<void>): Promise<void> {
  const undo = new Error('undo');
  await database
    .transaction(async (tx) => {
      await work(tx);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}

async function chunkAfter(afterUserId: number, perUser: number, perUserLimit: number): Promise<ChunkCoupons> {
  const everyone = await resolveSelection(database, { everyone: true });
  const window = { now, afterUserId: String(afterUserId), untilUserId: String(afterUserId + CHUNK) };
  return {
    batchId: '1',
    users: selectionSql(everyone, window),
    ids: { from: 5_000_000, until: 5_000_000 + CHUNK * perUser },
    perUser,
    perUserLimit,
    validFrom: now,
    validUntil: new Date('2026-12-24T10:00:00Z'),
    now,
  };
}

test.each([
  ['one each, one allowed', 1, 1, 900, 12],
  ['two each, three allowed', 2, 3, 2_000, 40],
])(
  'a chunk costs what its users cost, at the end of the audience as at its beginning: %s',
  async (_title, perUser, limit, issued, perUserReads) => {
    for (const afterUserId of [2_000, 95_000]) {
      await inUndone(async (tx) => {
        const chunk = await chunkAfter(afterUserId, perUser, limit);
        let coupons = 0;
        const pass = { firstId: chunk.ids.from, limit: CHUNK * perUser, again: false };
        const reads = await rowsRead(tx, async () => {
          ({ coupons } = await insertChunkCoupons(tx, chunk, pass));
        });
        expect(coupons).toBe(issued);
        expect(reads).toBeLessThan(perUserReads * CHUNK);
        const reminders = await rowsRead(tx, () =>
          planRemindersBySelect(tx, {
            batchId: '1',
            coupons: oneCouponEach(chunk.ids, '1', perUser),
            times: [{ day: '2026-12-21', at: new Date('2026-12-21T10:00:00Z'), endsBy: chunk.validUntil }],
          }),
        );
        expect(reminders).toBeLessThan(8 * issued + 100);
      });
    }
  },
);

test('another pass over a chunk gives nobody more than they are owed', async () => {
  await inUndone(async (tx) => {
    const chunk = await chunkAfter(2_000, 2, 3);
    const first = { firstId: chunk.ids.from, limit: CHUNK * 2, again: false };
    expect(await insertChunkCoupons(tx, chunk, first)).toEqual({
      coupons: 2_000,
      raced: 0,
      isOutdated: false,
    });
    const second = { firstId: chunk.ids.until, limit: CHUNK, again: true };
    expect(await insertChunkCoupons(tx, chunk, second)).toEqual({
      coupons: 0,
      raced: 0,
      isOutdated: false,
    });
  });
});

test('a user who gets coupons after the numbers were counted is owed theirs in another pass', async () => {
  await inUndone(async (tx) => {
    const chunk = await chunkAfter(2_000, 1, 3);
    const first = { firstId: chunk.ids.from, limit: CHUNK, again: false };
    const late = {
      rows: tx.rows.bind(tx),
      row: tx.row.bind(tx),
      change: async (...statement: Parameters<Tx['change']>) => {
        // As a flush of claims would, between two statements of the chunk.
        const numbers = [1, 2].map((claimNo) => [4_000_000 + claimNo, 2_001, 1, claimNo, 0, now, now, now]);
        await database.change(
          `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, source, valid_from, valid_until, created_at) VALUES ?`,
          [numbers as never],
        );
        return tx.change(...statement);
      },
    } as unknown as Tx;
    try {
      const inserted = await insertChunkCoupons(late, chunk, first);
      expect(inserted).toEqual({ coupons: CHUNK - 1, raced: 0, isOutdated: true });
      const second = { firstId: chunk.ids.from + inserted.coupons, limit: 1, again: true };
      expect(await insertChunkCoupons(tx, chunk, second)).toMatchObject({ coupons: 1, raced: 0 });
      const [coupon] = await tx.rows<{ user_id: string; claim_no: number }>(
        'SELECT user_id, claim_no FROM coupon WHERE coupon_id = ?',
        [second.firstId],
      );
      expect(coupon).toEqual({ user_id: '2001', claim_no: 3 });
    } finally {
      await database.change('DELETE FROM coupon WHERE coupon_id IN (4000001, 4000002)');
    }
  });
});
