import { Injectable } from '@nestjs/common';
import { Database, type SqlReader } from '../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../platform/paging';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { NO_CONSENTS } from '../domain/consent';
import type { Contact } from '../domain/contact-data';
import { codesOfUsers } from '../infra/label-rows';
import { firstUsersSql } from '../infra/selection-sql';
import { selectUsers } from '../infra/user-rows';
import { resolveSelection } from './resolve-selection';

/** A user with the codes of their tags and groups. */
export interface KnownUser extends Contact {
  tags: readonly string[];
  groups: readonly string[];
}

@Injectable()
export class ReadUsers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError AUDIENCE_USER_NOT_FOUND */
  async one(userId: string): Promise<KnownUser> {
    const user = await this.find(userId);
    if (!user) throw new AppError('AUDIENCE_USER_NOT_FOUND');
    return user;
  }

  /** The calling user, who exists even if nobody has told of them yet. */
  async self(userId: string): Promise<KnownUser> {
    return (await this.find(userId)) ?? unknownUser(userId);
  }

  /**
   * Users in order of id, of one tag or group or both where asked for.
   * @throws AppError INVALID_CURSOR, VALIDATION_FAILED for a tag or group that doesn't exist
   */
  async list(query: {
    limit: number;
    cursor?: string;
    tag?: string;
    group?: string;
  }): Promise<Page<KnownUser>> {
    const { limit, tag, group } = query;
    const afterUserId = readIdCursor(query.cursor);
    const selection = await resolveSelection(this.database, {
      ...(tag ? { tags: { all: [tag] } } : {}),
      ...(group ? { groups: [group] } : {}),
    }).catch(asParameters);
    const now = this.clock.now();
    const { sql, params } = firstUsersSql(selection, { now, afterUserId }, limit + 1);
    const ids = await this.database.rows<{ user_id: string }>(sql, params);
    const users = await withCodes(
      this.database,
      await selectUsers(
        this.database,
        ids.map((row) => row.user_id),
      ),
    );
    return toPage(
      users,
      limit,
      ({ userId }) => [userId],
      (user) => user,
    );
  }

  private async find(userId: string): Promise<KnownUser | undefined> {
    return (await withCodes(this.database, await selectUsers(this.database, [userId])))[0];
  }
}

/** A list's filters stand in the query, not in a body. */
function asParameters(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== 'SELECTION_INVALID') throw error;
  const errors = error.options.errors?.map(({ pointer, ...rest }) => ({
    parameter: pointer?.includes('/tags') ? 'tag' : 'group',
    ...rest,
  }));
  throw new AppError('VALIDATION_FAILED', { errors });
}

async function withCodes(reader: SqlReader, users: readonly Contact[]): Promise<KnownUser[]> {
  const ids = users.map(({ userId }) => userId);
  const tags = await codesOfUsers(reader, 'tag', ids);
  const groups = await codesOfUsers(reader, 'group', ids);
  return users.map((user) => ({
    ...user,
    tags: tags.get(user.userId) ?? [],
    groups: groups.get(user.userId) ?? [],
  }));
}

function unknownUser(userId: string): KnownUser {
  return {
    userId,
    email: null,
    phone: null,
    locale: null,
    timeZone: null,
    emailOptIn: false,
    smsOptIn: false,
    optedOut: false,
    consents: NO_CONSENTS,
    emailUndeliverable: null,
    phoneUndeliverable: null,
    quietFrom: null,
    quietUntil: null,
    lastActiveAt: null,
    tags: [],
    groups: [],
  };
}
