import type { SqlReader } from '../../../platform/database';

/** The codes of a user's tags, in order. */
export async function readTags(reader: SqlReader, userId: string): Promise<string[]> {
  const rows = await reader.rows<{ code: string }>(
    `SELECT t.code FROM user_tag u FORCE INDEX (ix_user_tag_user) JOIN tag t ON t.tag_id = u.tag_id
     WHERE u.user_id = ? ORDER BY t.code`,
    [BigInt(userId)],
  );
  return rows.map(({ code }) => code);
}
