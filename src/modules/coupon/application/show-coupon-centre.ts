import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import type { Page } from '../../../platform/paging';
import { Clock } from '../../../shared/clock';
import { type ResolvedSelection, selects, selectUserFacts } from '../../audience';
import { type ClaimableBatchView, ListClaimableBatches } from '../../batch';
import { countHeld } from '../infra/count-held';

/** A batch that a user could get coupons of, with what this user has of it. */
export interface CentreBatch extends ClaimableBatchView {
  mine: { held: number; limit: number; inAudience: boolean; canClaim: boolean };
}

/** The coupon centre: what I can get now, and what I hold of it already. */
@Injectable()
export class ShowCouponCentre {
  constructor(
    private readonly database: Database,
    private readonly listClaimable: ListClaimableBatches,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError INVALID_CURSOR */
  async execute(userId: string, query: { limit: number; cursor?: string }): Promise<Page<CentreBatch>> {
    const page = await this.listClaimable.execute(userId, query);
    const held = await countHeld(
      this.database,
      userId,
      page.items.map(({ view }) => view.batchId),
    );
    const isSelected = await this.selectedBy(
      userId,
      page.items.some(({ selection }) => selection !== null),
    );
    const items = page.items.map(({ view, selection }) => {
      const count = held.get(view.batchId) ?? 0;
      const inAudience = selection === null || isSelected(selection);
      const canClaim = inAudience && count < view.perUserLimit;
      return { ...view, mine: { held: count, limit: view.perUserLimit, inAudience, canClaim } };
    });
    return { items, nextCursor: page.nextCursor };
  }

  /** Reads what selections ask of the user once for all of them, if there is any. */
  private async selectedBy(
    userId: string,
    isAsked: boolean,
  ): Promise<(selection: ResolvedSelection) => boolean> {
    if (!isAsked) return () => false;
    const facts = await selectUserFacts(this.database, userId);
    const now = this.clock.now();
    return (selection) => selects(selection, facts, now);
  }
}
