import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import type { LabelKind } from '../domain/label';
import { deleteMembers, insertMembers, lockLabel } from '../infra/label-rows';
import { knownUsers } from '../infra/user-rows';
import { foundLabel, SUBJECTS } from './find-label';

/** Users get a tag or lose it, join a group or leave it. Doing it twice is as doing it once. */
@Injectable()
export class ChangeMembers {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /**
   * All or nothing.
   * @param userIds 1 to 1,000
   * @returns how many were not members before
   * @throws AppError TAG_NOT_FOUND, GROUP_NOT_FOUND, AUDIENCE_USERS_UNKNOWN with a pointer to each
   */
  async add(caller: Principal, kind: LabelKind, code: string, userIds: readonly string[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { labelId } = foundLabel(kind, await lockLabel(tx, kind, code));
      const known = await knownUsers(tx, userIds);
      const errors = userIds.flatMap((userId, at) =>
        known.has(userId)
          ? []
          : [{ pointer: `/userIds/${at}`, code: 'USER_UNKNOWN', message: `user ${userId} is not known` }],
      );
      if (errors.length > 0) throw new AppError('AUDIENCE_USERS_UNKNOWN', { errors });
      const added = await insertMembers(
        tx,
        kind,
        userIds.map((userId) => ({ labelId, userId })),
      );
      await this.audit.record(tx, caller, {
        action: `audience.add-to-${kind}`,
        subject: SUBJECTS[kind],
        subjectId: labelId,
        details: { code, givenCount: userIds.length, addedCount: added },
      });
      return added;
    });
  }

  /** @returns how many were members. @throws AppError TAG_NOT_FOUND, GROUP_NOT_FOUND */
  async remove(
    caller: Principal,
    kind: LabelKind,
    code: string,
    userIds: readonly string[],
  ): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { labelId } = foundLabel(kind, await lockLabel(tx, kind, code));
      const removed = await deleteMembers(tx, kind, labelId, userIds);
      await this.audit.record(tx, caller, {
        action: `audience.remove-from-${kind}`,
        subject: SUBJECTS[kind],
        subjectId: labelId,
        details: { code, givenCount: userIds.length, removedCount: removed },
      });
      return removed;
    });
  }
}
