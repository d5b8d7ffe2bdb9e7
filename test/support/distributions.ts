import type { Database } from '../../src/platform/database';
import type { TestApi } from './api';
import { testId } from './builders';
import { merchantToken } from './tokens';
import { until } from './until';

const PAGE = 5_000;

/** Puts users into the audience, with adjoining ids from a range that no other test has. @returns their ids in order */
export async function newUsers(database: Database, count: number): Promise<string[]> {
  const first = Number(testId()) * 100_000;
  const ids = Array.from({ length: count }, (_, at) => String(first + at));
  const now = new Date();
  for (let from = 0; from < count; from += PAGE) {
    await database.change('INSERT INTO audience_user (user_id, created_at, updated_at) VALUES ?', [
      ids.slice(from, from + PAGE).map((id) => [id, now, now]),
    ]);
  }
  return ids;
}

/** Users with a tag of their own, so that a selection means them alone. @returns the tag's code, and their ids in order */
export async function newTaggedUsers(
  database: Database,
  count: number,
): Promise<{ code: string; ids: string[] }> {
  const ids = await newUsers(database, count);
  const tagId = testId();
  const code = `tag-${tagId}`;
  await database.change('INSERT INTO tag (tag_id, code, name, created_at) VALUES (?, ?, ?, ?)', [
    tagId,
    code,
    code,
    new Date(),
  ]);
  for (let from = 0; from < count; from += PAGE) {
    await database.change('INSERT INTO user_tag (tag_id, user_id) VALUES ?', [
      ids.slice(from, from + PAGE).map((id) => [tagId, id]),
    ]);
  }
  return { code, ids };
}

/** Asks for a distribution over the API. @returns its id */
export async function distribute(
  api: TestApi,
  body: Record<string, unknown>,
  token = merchantToken(),
): Promise<string> {
  const reply = await api.call('POST', '/v1/distributions', { token, body });
  if (reply.status !== 201) throw new Error(`no distribution: ${reply.text}`);
  return reply.body.distributionId;
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
export async function showDistribution(api: TestApi, distributionId: string): Promise<any> {
  return (await api.call('GET', `/v1/distributions/${distributionId}`, { token: merchantToken() })).body;
}

const ENDED = ['cancelled', 'done', 'exhausted', 'incomplete'];

/** Waits until it has ended, and shows it. */
// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
export async function untilEnded(api: TestApi, distributionId: string): Promise<any> {
  return until(
    `distribution ${distributionId} has ended`,
    async () => {
      const shown = await showDistribution(api, distributionId);
      return ENDED.includes(shown.status) && shown;
    },
    30_000,
  );
}

/** The invariants of one distribution over its rows. Every message is a violation, so a test expects []. */
export async function distributionViolations(database: Database, distributionId: string): Promise<string[]> {
  const row = await database.row<Record<string, string>>(
    `SELECT d.issued, d.served, d.skipped, d.reserved_left, d.status,
       COALESCE(SUM(c.issued), 0) AS chunk_issued, COALESCE(SUM(c.served), 0) AS chunk_served,
       COALESCE(SUM(c.skipped), 0) AS chunk_skipped, COALESCE(SUM(c.status = 0), 0) AS pending,
       (SELECT COUNT(*) FROM coupon k WHERE k.batch_id = d.batch_id AND k.source = 2) AS coupons,
       (SELECT b.reserved_count FROM coupon_batch b WHERE b.batch_id = d.batch_id) AS batch_reserved
     FROM distribution d LEFT JOIN distribution_chunk c ON c.distribution_id = d.distribution_id
     WHERE d.distribution_id = ? GROUP BY d.distribution_id`,
    [distributionId],
  );
  if (!row) throw new Error(`no distribution ${distributionId}`);
  const same = (what: string, a: string | undefined, b: string | number | undefined) =>
    Number(a) === Number(b) ? [] : [`${what}: ${a} and ${b}`];
  return [
    ...same('coupons and rows', row.issued, row.coupons),
    ...same('coupons and chunks', row.issued, row.chunk_issued),
    ...same('users and chunks', row.served, row.chunk_served),
    ...same('skipped and chunks', row.skipped, row.chunk_skipped),
    ...same('held and reserved', row.reserved_left, row.batch_reserved),
    ...(Number(row.status) >= 4 ? same('pending after the end', row.pending, 0) : []),
    ...(Number(row.status) >= 4 ? same('reserved after the end', row.reserved_left, 0) : []),
  ];
}
