import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import type { ContactChange } from '../domain/contact-data';
import { upsertUser } from '../infra/user-rows';
import { type KnownUser, ReadUsers } from './read-users';

/** Writes what is known of a user. */
@Injectable()
export class WriteUser {
  constructor(
    private readonly database: Database,
    private readonly readUsers: ReadUsers,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** By the platform. Contact data itself stays out of the audit log, which is never deleted. */
  async byPlatform(caller: Principal, userId: string, change: ContactChange): Promise<KnownUser> {
    await this.database.transaction(async (tx) => {
      await upsertUser(tx, userId, change, this.clock.now());
      await this.audit.record(tx, caller, {
        action: 'audience.write-user',
        subject: 'audience_user',
        subjectId: userId,
      });
    });
    return this.readUsers.one(userId);
  }

  /** By the user. */
  async bySelf(userId: string, change: ContactChange): Promise<KnownUser> {
    await this.database.transaction((tx) => upsertUser(tx, userId, change, this.clock.now()));
    return this.readUsers.self(userId);
  }
}
