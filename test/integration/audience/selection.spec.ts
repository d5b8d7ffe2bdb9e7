import fc from 'fast-check';
import {
  countSelection,
  nextRange,
  readContacts,
  recipientsSql,
  resolveSelection,
  type Selection,
  selectedAmong,
  selectionSql,
  selects,
  selectUserFacts,
} from '../../../src/modules/audience';
import { Database } from '../../../src/platform/database';
import { startApi, type TestApi } from '../../support/api';
import { seedAudience } from '../../support/audience';

const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.PROPERTY_RUNS ?? 60);
const USERS = 400;
const now = new Date('2026-11-24T10:00:00Z');
const userIds = Array.from({ length: USERS }, (_, at) => at * 3 + 1);
const every = (n: number, rest = 0) => userIds.filter((_, at) => at % n === rest);
const tags: Record<string, number[]> = {
  even: every(2),
  third: every(3),
  fifth: every(5, 2),
  rare: every(97),
  nobody: [],
};
const groups: Record<string, number[]> = { early: userIds.slice(0, 120), late: userIds.slice(300) };
/** A quarter was never active, the others 0 to 59 days ago. */
const activeDaysAgo = (id: number) => (id % 4 === 0 ? undefined : id % 60);

let api: TestApi;
let database: Database;

beforeAll(async () => {
  api = await startApi();
  database = api.app.get(Database);
  await seedAudience(database, { userIds, now, tags, groups, activeDaysAgo });
});
afterAll(() => api.stop());

/** By its definition, over plain arrays. */
function expected(selection: Selection): string[] {
  const has = (code: string, id: number) => tags[code]!.includes(id);
  return userIds
    .filter((id) => {
      const { tags: wanted = {}, groups: wantedGroups, userIds: listed, activeWithinDays } = selection;
      const days = activeDaysAgo(id);
      return (
        (wanted.any?.some((code) => has(code, id)) ?? true) &&
        (wanted.all?.every((code) => has(code, id)) ?? true) &&
        !wanted.none?.some((code) => has(code, id)) &&
        (wantedGroups?.some((code) => groups[code]!.includes(id)) ?? true) &&
        (listed?.includes(String(id)) ?? true) &&
        (activeWithinDays === undefined || (days !== undefined && days <= activeWithinDays))
      );
    })
    .map(String);
}

const codes = (from: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 3 });
const tagCodes = Object.keys(tags);
const parts = {
  any: codes(tagCodes),
  all: codes(tagCodes),
  none: codes(tagCodes),
  groups: codes(Object.keys(groups)),
  userIds: fc.uniqueArray(fc.integer({ min: 1, max: USERS * 3 }).map(String), {
    minLength: 30,
    maxLength: 200,
  }),
  activeWithinDays: fc.integer({ min: 5, max: 60 }),
};
/** One to three parts: with all of them, hardly anybody would ever be selected. */
const selections: fc.Arbitrary<Selection> = fc
  .tuple(
    fc.record(parts),
    fc.subarray(Object.keys(parts) as (keyof typeof parts)[], { minLength: 1, maxLength: 3 }),
  )
  .map(([values, given]) => {
    const part = <K extends keyof typeof parts>(key: K) =>
      given.includes(key) ? { [key]: values[key] } : {};
    return {
      tags: { ...part('any'), ...part('all'), ...part('none') },
      ...part('groups'),
      ...part('userIds'),
      ...part('activeWithinDays'),
    };
  });

test('the walk, in parts of any size, finds exactly the selected users in order of id', async () => {
  process.stdout.write(`property test: PROPERTY_SEED=${SEED} PROPERTY_RUNS=${RUNS}\n`);
  let nonEmpty = 0;
  await fc.assert(
    fc.asyncProperty(selections, fc.integer({ min: 1, max: 150 }), async (selection, size) => {
      const resolved = await resolveSelection(database, selection);
      const found: string[] = [];
      let afterUserId: string | undefined;
      for (;;) {
        const part = await nextRange(database, resolved, { now, afterUserId }, size);
        if (!part) break;
        const window = { now, afterUserId, untilUserId: part.untilUserId };
        const { sql, params } = selectionSql(resolved, window);
        const rows = await database.rows<{ user_id: string }>(
          `SELECT s.user_id FROM (${sql}) s ORDER BY s.user_id`,
          params,
        );
        expect(rows).toHaveLength(part.count);
        expect(rows.at(-1)?.user_id).toBe(part.untilUserId);
        found.push(...rows.map((row) => row.user_id));
        if (part.count < size) break;
        afterUserId = part.untilUserId;
      }
      expect(found).toEqual(expected(selection));
      if (found.length > 0) nonEmpty++;
      expect(await countSelection(database, resolved, { now })).toEqual({
        count: found.length,
        estimated: false,
      });
      for (const id of ['2', ...userIds.slice(0, 6).map(String)]) {
        const facts = await selectUserFacts(database, id);
        expect([id, selects(resolved, facts, now)]).toEqual([id, found.includes(id)]);
      }
      const asked = ['2', ...userIds.slice(0, 50).map(String)];
      const among = await selectedAmong(database, resolved, asked, { now });
      expect([...among].sort()).toEqual(asked.filter((id) => found.includes(id)).sort());
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(nonEmpty).toBeGreaterThan(RUNS / 3);
}, 120_000);

test('codes that do not exist are refused, each where it stands', async () => {
  const selection = { tags: { any: ['even', 'gone'], none: ['lost'] }, groups: ['early', 'missing'] };
  await expect(resolveSelection(database, selection)).rejects.toMatchObject({
    code: 'SELECTION_INVALID',
    options: {
      errors: [
        { pointer: '/selection/tags/any/1', code: 'TAG_UNKNOWN' },
        { pointer: '/selection/tags/none/0', code: 'TAG_UNKNOWN' },
        { pointer: '/selection/groups/1', code: 'GROUP_UNKNOWN' },
      ],
    },
  });
});

test('a tag that was deleted since has no users, and excludes nobody', async () => {
  const gone = { kind: 'tag', ids: ['77'] } as const;
  const base = { sets: [], excludedTagIds: [], userIds: null, activeWithinDays: null };
  expect(await countSelection(database, { ...base, sets: [gone] }, { now })).toEqual({
    count: 0,
    estimated: false,
  });
  expect((await countSelection(database, { ...base, excludedTagIds: ['77'] }, { now })).count).toBe(USERS);
});

test('the smallest set is the one that is walked', async () => {
  const { sets } = await resolveSelection(database, { tags: { all: ['even', 'rare'] }, groups: ['early'] });
  const rare = await database.row<{ id: string }>("SELECT tag_id AS id FROM tag WHERE code = 'rare'");
  expect(sets[0]).toEqual({ kind: 'tag', ids: [rare!.id] });
});

test('recipients are the active ones who did not opt out; contacts say how to reach them', async () => {
  await database.change('UPDATE audience_user SET opted_out = 1 WHERE user_id = 1');
  await database.change(
    "UPDATE audience_user SET email = 'a@example.com', email_opt_in = 1, locale = 'de-AT' WHERE user_id = 7",
  );
  const activeSince = new Date(now.getTime() - 30 * 86_400_000);
  const { sql, params } = recipientsSql({ activeSince, afterUserId: '0', untilUserId: '20' });
  expect(await database.rows(`SELECT r.* FROM (${sql}) r ORDER BY r.user_id`, params)).toEqual([
    { user_id: '7', locale: 'de-AT', time_zone: null },
    { user_id: '10', locale: null, time_zone: null },
    { user_id: '13', locale: null, time_zone: null },
    { user_id: '19', locale: null, time_zone: null },
  ]);
  const contacts = await readContacts(database, ['7', '8']);
  expect([...contacts.keys()]).toEqual(['7']);
  expect(contacts.get('7')).toMatchObject({
    email: 'a@example.com',
    emailOptIn: true,
    smsOptIn: false,
    optedOut: false,
  });
  await database.change('UPDATE audience_user SET opted_out = 0 WHERE user_id = 1');
});
