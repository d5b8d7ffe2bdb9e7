import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { type Consent, type ConsentName, decideConsents, mayBeConsentTime } from '../domain/consent';
import type { ContactChange } from '../domain/contact-data';
import { holdConsents } from '../infra/consent-rows';
import { clearUndeliverable, upsertUser } from '../infra/user-rows';
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

  /**
   * By the platform. What the user has refused stays so, unless they have agreed after it. Contact data itself stays out of the
   * audit log, which is never deleted.
   * @param consentAt when the user agreed or refused, where that is known
   * @returns `keptOptedOut`: what was reported as agreed and is kept as refused
   * @throws AppError VALIDATION_FAILED for a consent in the future
   */
  async byPlatform(
    caller: Principal,
    userId: string,
    { emailOptIn, smsOptIn, optedOut, ...fields }: ContactChange,
    consentAt: Date | null,
  ): Promise<{ user: KnownUser; keptOptedOut: ConsentName[] }> {
    if (consentAt !== null && !mayBeConsentTime(consentAt, this.clock.now())) {
      const error = {
        pointer: '/consentAt',
        code: 'CONSENT_AT',
        message: 'consentAt must not be in the future',
      };
      throw new AppError('VALIDATION_FAILED', { errors: [error] });
    }
    const keptOptedOut = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const known = (await holdConsents(tx, [userId], now)).get(userId)!;
      const values = { emailOptIn, smsOptIn, optedOut };
      const { consents, kept } = decideConsents(known, { values, source: 'platform', at: consentAt }, now);
      await upsertUser(tx, userId, { fields, consents }, now);
      await this.audit.record(tx, caller, {
        action: 'audience.write-user',
        subject: 'audience_user',
        subjectId: userId,
      });
      return kept;
    });
    return { user: await this.readUsers.one(userId), keptOptedOut };
  }

  /** Sends again to an address and a number that could not be reached. @throws AppError AUDIENCE_USER_NOT_FOUND */
  async clearUndeliverable(caller: Principal, userId: string): Promise<KnownUser> {
    await this.database.transaction(async (tx) => {
      if (!(await clearUndeliverable(tx, userId, this.clock.now()))) {
        throw new AppError('AUDIENCE_USER_NOT_FOUND');
      }
      await this.audit.record(tx, caller, {
        action: 'audience.clear-undeliverable',
        subject: 'audience_user',
        subjectId: userId,
      });
    });
    return this.readUsers.one(userId);
  }

  /** By the user. */
  async bySelf(
    userId: string,
    { emailOptIn, smsOptIn, optedOut, ...fields }: ContactChange,
  ): Promise<KnownUser> {
    const at = this.clock.now();
    const said = (value: boolean | undefined): Consent | undefined =>
      value === undefined ? undefined : { value, at, source: 'user' };
    const consents = {
      emailOptIn: said(emailOptIn),
      smsOptIn: said(smsOptIn),
      optedOut: said(optedOut),
    };
    await this.database.transaction((tx) => upsertUser(tx, userId, { fields, consents }, at));
    return this.readUsers.self(userId);
  }
}
