import type { Database, SqlValue } from '../../src/platform/database';

const ROWS_PER_INSERT = 5_000;

/** Inserts rows in statements of a size that any server takes. */
export async function insertRows(
  database: Database,
  into: string,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    await database.change(`INSERT INTO ${into} VALUES ?`, [rows.slice(at, at + ROWS_PER_INSERT)]);
  }
}

export interface SeededUsers {
  /** Ids of the users. */
  userIds: readonly number[];
  now: Date;
  /** By tag or group code: who has it. */
  tags?: Record<string, readonly number[]>;
  groups?: Record<string, readonly number[]>;
  /** How many days ago a user was last active; undefined: never. */
  activeDaysAgo?: (userId: number) => number | undefined;
}

let nextLabelId = 1_000_000;

/** Writes users with their tags and groups straight into the tables. */
export async function seedAudience(database: Database, seed: SeededUsers): Promise<void> {
  const { now } = seed;
  await insertRows(
    database,
    'audience_user (user_id, last_active_at, created_at, updated_at)',
    seed.userIds.map((id) => {
      const days = seed.activeDaysAgo?.(id);
      return [id, days === undefined ? null : new Date(now.getTime() - days * 86_400_000), now, now];
    }),
  );
  const label = async (
    table: string,
    id: string,
    members: string,
    code: string,
    users: readonly number[],
  ) => {
    const labelId = nextLabelId++;
    await database.change(`INSERT INTO ${table} (${id}, code, name, created_at) VALUES (?, ?, ?, ?)`, [
      labelId,
      code,
      code,
      now,
    ]);
    await insertRows(
      database,
      `${members} (${id}, user_id)`,
      users.map((userId) => [labelId, userId]),
    );
  };
  for (const [code, users] of Object.entries(seed.tags ?? {})) {
    await label('tag', 'tag_id', 'user_tag', code, users);
  }
  for (const [code, users] of Object.entries(seed.groups ?? {})) {
    await label('user_group', 'group_id', 'group_member', code, users);
  }
}
