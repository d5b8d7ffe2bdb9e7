import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../../platform/database';
import type { BatchHolder, UnspentCoupon } from '../../domain/decide-reminder';

/** What the owner of the coupons knows of them. */
export interface CouponsOfHolders {
  /**
   * What these users hold of these batches and have not spent, of which the time has not passed at `now`. One statement, issued
   * before it waits for anything.
   * @param holders at least one; also repeated
   */
  find(reader: SqlReader, holders: readonly BatchHolder[], now: Date): Promise<UnspentCoupon[]>;
}

/** Where the scan of reminders asks for coupons, of which this module knows nothing itself. */
@Injectable()
export class ReminderCoupons {
  private source: CouponsOfHolders | undefined;

  register(source: CouponsOfHolders): void {
    this.source = source;
  }

  /** As {@link CouponsOfHolders.find}. */
  find(reader: SqlReader, holders: readonly BatchHolder[], now: Date): Promise<UnspentCoupon[]> {
    if (!this.source) throw new Error('reminders need the module that owns the coupons');
    return this.source.find(reader, holders, now);
  }
}
