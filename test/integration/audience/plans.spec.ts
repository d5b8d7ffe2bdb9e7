import {
  countSelection,
  nextRange,
  recipientsSql,
  resolveSelection,
  type Selection,
  selectedAmong,
  selectionSql,
  selectTagCodes,
} from '../../../src/modules/audience';
import { Database, type SqlValue, type Tx } from '../../../src/platform/database';
import { startApi, type TestApi } from '../../support/api';
import { seedAudience } from '../../support/audience';

/** Enough rows that a walk over all of them would be another plan, and show in the handler counts. */
const USERS = 200_000;
const WINDOW = 1_000;
const now = new Date('2026-11-24T10:00:00Z');
const userIds = Array.from({ length: USERS }, (_, at) => at + 1);
const everyNth = (n: number) => userIds.filter((id) => id % n === 0);

let api: TestApi;
let database: Database;

beforeAll(async () => {
  api = await startApi();
  database = api.app.get(Database);
  await seedAudience(database, {
    userIds,
    now,
    tags: { half: everyNth(2), third: everyNth(3), rare: everyNth(1_000) },
    groups: { fifth: everyNth(5), tenth: everyNth(10) },
    activeDaysAgo: (id) => id % 100,
  });
  await database.rows('ANALYZE TABLE audience_user, user_tag, group_member');
}, 120_000);
afterAll(() => api.stop());

interface PlanRow {
  table: string;
  type: string;
  key: string | null;
  Extra: string | null;
}

function planOf(sql: string, params: readonly SqlValue[]): Promise<PlanRow[]> {
  // Without the format each server answers in the one that its settings say.
  return database.rows<PlanRow>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`, params);
}

/** Rows that the storage engine handed over while `work` ran, on one connection. */
async function rowsRead(work: (tx: Tx) => Promise<unknown>): Promise<number> {
  return database.transaction(async (tx) => {
    const read = async () => {
      const rows = await tx.rows<{ Variable_name: string; Value: string }>(
        "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_key','Handler_read_next','Handler_read_rnd_next','Handler_read_first','Handler_read_prev')",
      );
      return rows.reduce((sum, row) => sum + Number(row.Value), 0);
    };
    const before = await read();
    await work(tx);
    return (await read()) - before;
  });
}

const walks: [string, Selection, string[]][] = [
  ['everyone', { everyone: true }, ['u']],
  ['one tag', { tags: { all: ['half'] } }, ['m']],
  ['all of two tags', { tags: { all: ['half', 'third'] } }, ['m']],
  ['any of two tags', { tags: { any: ['half', 'third'] } }, ['m', 'm']],
  ['a tag without another', { tags: { any: ['half'], none: ['third', 'rare'] } }, ['m']],
  ['a group', { groups: ['fifth'] }, ['m']],
  [
    'groups and any of two tags',
    { groups: ['tenth', 'fifth'], tags: { any: ['half', 'third'] } },
    ['m', 'm'],
  ],
  ['active everyone', { everyone: true, activeWithinDays: 30 }, ['u']],
  ['active of a tag', { tags: { all: ['half'] }, activeWithinDays: 30 }, ['m']],
  ['listed ones', { userIds: ['5', '100001', '100500'] }, ['u']],
];

describe.each(walks)('%s', (_title, selection, walked) => {
  test('is a walk along the primary key from where the window begins', async () => {
    const resolved = await resolveSelection(database, selection);
    const window = { now, afterUserId: '100000', untilUserId: '101000' };
    const { sql, params } = selectionSql(resolved, window);
    const plan = await planOf(sql, params);
    expect(plan.filter(({ table }) => table === 'u' || table === 'm').map(({ table }) => table)).toEqual(
      walked,
    );
    for (const { table, type, key, Extra } of plan) {
      if (table === null || table.startsWith('<')) continue;
      expect({ table, type, key }).toEqual({
        table,
        type: expect.stringMatching(/^(range|ref|eq_ref|const|ref_or_null|index_subquery|unique_subquery)$/),
        key: table === 'u' || table === 'm' || table === 'a' ? 'PRIMARY' : expect.any(String),
      });
      expect(Extra ?? '').not.toMatch(/filesort|temporary/i);
    }
  });

  test('costs what lies in its window, at its end as at its beginning', async () => {
    const resolved = await resolveSelection(database, selection);
    const costs: number[] = [];
    for (const after of [1_000, 190_000]) {
      const window = { now, afterUserId: String(after), untilUserId: String(after + WINDOW) };
      costs.push(
        await rowsRead(async (tx) => {
          const { sql, params } = selectionSql(resolved, window);
          await tx.rows(sql, params);
        }),
      );
    }
    // One row of the walk, and at most four lookups for each.
    for (const cost of costs) expect(cost).toBeLessThan(5 * WINDOW + 100);
  });

  test('embedded in a statement with an anti-join and a row number it stays one', async () => {
    const resolved = await resolveSelection(database, selection);
    const cost = await rowsRead(async (tx) => {
      const { sql, params } = selectionSql(resolved, { now, afterUserId: '150000', untilUserId: '151000' });
      await tx.change(
        `INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, source, valid_from, valid_until, created_at)
         SELECT 1000000 + ROW_NUMBER() OVER (ORDER BY s.user_id), s.user_id, 1, 1, 2, ?, ?, ? FROM (${sql}) s
         LEFT JOIN coupon c ON c.batch_id = 1 AND c.user_id = s.user_id AND c.claim_no = 1
         WHERE c.coupon_id IS NULL`,
        [now, now, now, ...params],
      );
      await tx.change('DELETE FROM coupon WHERE batch_id = 1');
    });
    expect(cost).toBeLessThan(20 * WINDOW);
  });
});

test('the next boundary costs what lies before it, not what the walk has in all', async () => {
  const cases: [Selection, number][] = [
    [{ everyone: true }, 3 * WINDOW],
    [{ tags: { all: ['half'] } }, 3 * WINDOW],
    [{ tags: { any: ['half', 'third'] } }, 10 * WINDOW],
    [{ tags: { any: ['half'], none: ['third'] } }, 6 * WINDOW],
  ];
  for (const [selection, most] of cases) {
    const resolved = await resolveSelection(database, selection);
    const cost = await rowsRead((tx) => nextRange(tx, resolved, { now, afterUserId: '100000' }, WINDOW));
    expect([selection, cost]).toEqual([selection, expect.any(Number)]);
    expect(cost).toBeLessThan(most);
  }
});

test('a flush of claims asks one statement, with lookups only', async () => {
  const resolved = await resolveSelection(database, {
    tags: { any: ['half', 'third'], none: ['rare'] },
    groups: ['fifth'],
    activeWithinDays: 90,
  });
  const asked = Array.from({ length: 500 }, (_, at) => String(at * 400 + 1));
  const cost = await rowsRead((tx) => selectedAmong(tx, resolved, asked, { now }));
  expect(cost).toBeLessThan(500 * 8);
});

test("a user's tags, and the recipients of a window, are found by index", async () => {
  expect(await rowsRead((tx) => selectTagCodes(tx, '6000'))).toBeLessThan(20);
  const activeSince = new Date(now.getTime() - 30 * 86_400_000);
  const { sql, params } = recipientsSql({ activeSince, afterUserId: '100000', untilUserId: '101000' });
  expect((await planOf(sql, params))[0]).toMatchObject({ table: 'u', type: 'range', key: 'PRIMARY' });
});

test('counts are exact up to 100,000 and marked as estimates above', async () => {
  const count = async (selection: Selection) =>
    countSelection(database, await resolveSelection(database, selection), { now });
  expect(await count({ tags: { all: ['half'] } })).toEqual({ count: 100_000, estimated: false });
  expect(await count({ tags: { any: ['third'], none: ['half'] } })).toEqual({
    count: 33_333,
    estimated: false,
  });
  expect(await count({ everyone: true, tags: { none: ['half', 'third'] } })).toEqual({
    count: 66_667,
    estimated: false,
  });
  expect(await count({ everyone: true, activeWithinDays: 30 })).toEqual({ count: 62_000, estimated: false });
  const everyone = await count({ everyone: true });
  expect(everyone.estimated).toBe(true);
  expect(Math.abs(everyone.count - USERS)).toBeLessThan(USERS * 0.15);
  const any = await count({ tags: { any: ['half', 'third'] } });
  expect(any.estimated).toBe(true);
  expect(Math.abs(any.count - 133_333)).toBeLessThan(133_333 * 0.15);
});
