import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { invalidCursor, type Page, readCursor, toPage } from '../../../platform/paging';
import { isId } from '../../../shared/check-id';
import { Clock } from '../../../shared/clock';
import type { ResolvedSelection } from '../../audience';
import { selectClaimable, selectOpenOffer } from '../infra/batch-lists';
import { type ClaimableBatchView, toClaimableBatchView } from './batch-view';

/** The coupon centre's list: what a user could get now, by what ends first. */
@Injectable()
export class ListClaimableBatches {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Batches that are open, not sold out, and not for listed users among whom they aren't. Where `selection` is given, they can get
   * coupons only if it means them; how many they hold already is not looked at.
   * @throws AppError INVALID_CURSOR
   */
  async execute(
    userId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<{ view: ClaimableBatchView; selection: ResolvedSelection | null }>> {
    const rows = await selectClaimable(this.database, {
      userId,
      now: this.clock.now(),
      after: readPosition(cursor),
      limit: limit + 1,
    });
    return toPage(
      rows,
      limit,
      (batch) => [batch.claimUntil.getTime(), batch.batchId],
      (batch) => ({
        view: toClaimableBatchView(batch),
        selection: batch.selection?.resolved ?? null,
      }),
    );
  }

  /** What a batch gives, also one with codes; undefined when nobody can get its coupons now. Its stock is not looked at. */
  async one(batchId: string): Promise<ClaimableBatchView | undefined> {
    const batch = await selectOpenOffer(this.database, batchId, this.clock.now());
    return batch && toClaimableBatchView(batch);
  }
}

function readPosition(cursor: string | undefined): { claimUntil: Date; batchId: string } | undefined {
  const keys = readCursor<[number, string]>(cursor, ['number', 'string']);
  if (!keys) return undefined;
  const [claimUntil, batchId] = [new Date(keys[0]), keys[1]];
  if (Number.isNaN(claimUntil.getTime()) || !isId(batchId)) throw invalidCursor();
  return { claimUntil, batchId };
}
