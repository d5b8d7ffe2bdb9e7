import type { SqlReader } from '../../../platform/database';
import type { UserFacts } from '../domain/selection';

/** What selections ask of this user. */
export async function readUserFacts(reader: SqlReader, userId: string): Promise<UserFacts> {
  const id = BigInt(userId);
  const [user, tags, groups] = await Promise.all([
    reader.row<{ lastActiveAt: Date | null }>(
      'SELECT last_active_at AS lastActiveAt FROM audience_user WHERE user_id = ?',
      [id],
    ),
    reader.rows<{ id: string }>('SELECT tag_id AS id FROM user_tag WHERE user_id = ?', [id]),
    reader.rows<{ id: string }>('SELECT group_id AS id FROM group_member WHERE user_id = ?', [id]),
  ]);
  return {
    userId,
    known: user !== undefined,
    tagIds: new Set(tags.map((row) => row.id)),
    groupIds: new Set(groups.map((row) => row.id)),
    lastActiveAt: user?.lastActiveAt ?? null,
  };
}
