import { Injectable } from '@nestjs/common';
import { mayManage, type Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../platform/paging';
import { AppError } from '../../../shared/errors';
import { countByStatus, DeliveryStatus } from '../infra/delivery-rows';
import { selectMessage, selectMessages } from '../infra/message-rows';
import { type MessageStateView, type MessageView, toMessageView } from './message-view';

/** Messages as their senders see them. */
@Injectable()
export class ReadMessages {
  constructor(private readonly database: Database) {}

  /** @throws AppError MESSAGE_NOT_FOUND also for another merchant's */
  async one(caller: Principal, messageId: string): Promise<MessageStateView> {
    const message = await selectMessage(this.database, messageId);
    if (!message || !mayManage(caller, message.merchantId)) throw new AppError('MESSAGE_NOT_FOUND');
    const counts = await countByStatus(this.database, messageId);
    const of = (status: number) => counts.get(status) ?? 0;
    return {
      ...toMessageView(message),
      deliveries: {
        waiting: of(DeliveryStatus.Waiting),
        sent: of(DeliveryStatus.Sent),
        dead: of(DeliveryStatus.Dead),
        notNeeded: of(DeliveryStatus.NotNeeded),
      },
    };
  }

  /**
   * A merchant's own messages, for the platform everyone's, newest id first.
   * @throws AppError INVALID_CURSOR
   */
  async page(
    caller: Principal,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<MessageView>> {
    const messages = await selectMessages(this.database, {
      merchantId: caller.merchantId,
      before: readIdCursor(cursor),
      limit: limit + 1,
    });
    return toPage(messages, limit, ({ messageId }) => [messageId], toMessageView);
  }
}
