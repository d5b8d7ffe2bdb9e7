import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { addToUnlimited } from '../../batch';
import { COUPON_ISSUED } from '../application/outbox-topics';

/**
 * A batch without a stock limit has no counter in the claims' transactions, where everybody would wait for its row. Its
 * assign_count follows here, from the rows that those transactions promised.
 */
@Injectable()
export class CountUnlimited implements OutboxHandler<PayloadOf<typeof COUPON_ISSUED>> {
  readonly topic = COUPON_ISSUED;
  readonly name = 'count-unlimited';

  constructor(handlers: OutboxHandlers) {
    handlers.register(this);
  }

  async apply(tx: Tx, { batchId, count }: PayloadOf<typeof COUPON_ISSUED>): Promise<void> {
    await addToUnlimited(tx, batchId, count);
  }
}
