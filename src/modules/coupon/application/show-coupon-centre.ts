import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import type { Page } from '../../../platform/http';
import { type ClaimableBatchView, ListClaimableBatches } from '../../batch';
import { countHeld } from '../infra/count-held';

/** A batch that a user could get coupons of, with what this user has of it. */
export interface CentreBatch extends ClaimableBatchView {
  mine: { held: number; limit: number; canClaim: boolean };
}

/** The coupon centre: what I can get now, and what I hold of it already. */
@Injectable()
export class ShowCouponCentre {
  constructor(
    private readonly database: Database,
    private readonly listClaimable: ListClaimableBatches,
  ) {}

  /** @throws AppError INVALID_CURSOR */
  async execute(userId: string, query: { limit: number; cursor?: string }): Promise<Page<CentreBatch>> {
    const page = await this.listClaimable.execute(userId, query);
    const held = await countHeld(
      this.database,
      userId,
      page.items.map(({ batchId }) => batchId),
    );
    const items = page.items.map((batch) => {
      const count = held.get(batch.batchId) ?? 0;
      const mine = { held: count, limit: batch.perUserLimit, canClaim: count < batch.perUserLimit };
      return { ...batch, mine };
    });
    return { items, nextCursor: page.nextCursor };
  }
}
