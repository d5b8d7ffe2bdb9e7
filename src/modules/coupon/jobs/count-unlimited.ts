import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type OutboxTopics } from '../../../platform/outbox';

/**
 * A batch without a stock limit has no counter in the claims' transactions, where everybody would wait for its row. Its
 * assign_count follows here, from the rows that those transactions promised.
 */
@Injectable()
export class CountUnlimited implements OnModuleInit, OutboxHandler<'coupon.issued'> {
  readonly topic = 'coupon.issued';

  constructor(private readonly handlers: OutboxHandlers) {}

  onModuleInit(): void {
    this.handlers.register(this);
  }

  async apply(tx: Tx, { batchId, count }: OutboxTopics['coupon.issued']): Promise<void> {
    await tx.change(
      'UPDATE coupon_batch SET assign_count = assign_count + ? WHERE batch_id = ? AND total_count IS NULL',
      [count, batchId],
    );
  }
}
