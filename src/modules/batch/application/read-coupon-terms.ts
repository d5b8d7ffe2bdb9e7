import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import { BoundedCache } from '../../../shared/bounded-cache';
import { type CouponTerms, selectCouponTerms } from '../infra/coupon-terms-rows';

/** Batches remembered by a process. Past it the oldest go. */
const CACHE_SIZE = 5_000;

/**
 * The terms of published batches. From publishing on none of them changes, neither the rule's content, so they are
 * remembered for as long as there is room.
 */
@Injectable()
export class ReadCouponTerms {
  private readonly remembered = new BoundedCache<CouponTerms>(CACHE_SIZE);

  /**
   * @param reader the transaction, where one is open: a second connection inside it could wait for itself
   * @param batchIds batches that have coupons, so published ones
   * @returns the terms of every one of them, by id
   */
  execute(reader: SqlReader, batchIds: readonly string[]): Promise<Map<string, CouponTerms>> {
    return this.remembered.get(batchIds, (missing) => selectCouponTerms(reader, missing));
  }
}
