import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { LABEL_DELETED } from '../application/outbox-topics';
import { deleteMembersPage } from '../infra/label-rows';

const PAGE = 2_000;

/** Removes the members of a tag or group that was deleted, in small transactions. */
@Injectable()
export class RemoveMembers implements OutboxHandler<PayloadOf<typeof LABEL_DELETED>> {
  readonly topic = LABEL_DELETED;
  readonly name = 'remove-members';

  constructor(
    handlers: OutboxHandlers,
    private readonly database: Database,
  ) {
    handlers.register(this);
  }

  async prepare({ kind, labelId }: PayloadOf<typeof LABEL_DELETED>): Promise<void> {
    while ((await deleteMembersPage(this.database, kind, labelId, PAGE)) === PAGE);
  }

  /** Nothing is left to do with the end of the promise itself. */
  async apply(): Promise<void> {}
}
