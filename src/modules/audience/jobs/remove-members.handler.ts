import { Injectable } from '@nestjs/common';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { LABEL_DELETED } from '../application/outbox-topics';
import { RemoveLabelMembers } from '../application/remove-label-members';

/** Removes the members of a tag or group that was deleted. */
@Injectable()
export class RemoveMembers implements OutboxHandler<PayloadOf<typeof LABEL_DELETED>> {
  readonly topic = LABEL_DELETED;
  readonly name = 'remove-members';

  constructor(
    handlers: OutboxHandlers,
    private readonly removeLabelMembers: RemoveLabelMembers,
  ) {
    handlers.register(this);
  }

  prepare({ kind, labelId }: PayloadOf<typeof LABEL_DELETED>): Promise<void> {
    return this.removeLabelMembers.execute(kind, labelId);
  }

  /** Nothing is left to do with the end of the promise itself. */
  async apply(): Promise<void> {}
}
