import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type OutboxTopics } from '../../../platform/outbox';
import { deleteMembersPage } from '../infra/label-rows';

const PAGE = 2_000;

/** Removes the members of a tag or group that was deleted, in small transactions. */
@Injectable()
export class RemoveMembers implements OnModuleInit, OutboxHandler<'audience.label-deleted'> {
  readonly topic = 'audience.label-deleted';

  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.handlers.register(this);
  }

  async prepare({ kind, labelId }: OutboxTopics['audience.label-deleted']): Promise<void> {
    while ((await deleteMembersPage(this.database, kind, labelId, PAGE)) === PAGE);
  }

  /** Nothing is left to do with the end of the promise itself. */
  async apply(): Promise<void> {}
}
