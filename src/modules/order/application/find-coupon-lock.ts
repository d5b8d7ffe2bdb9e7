import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { selectLock } from '../infra/coupon-lock-rows';
import { type CouponLockView, toCouponLockView } from './coupon-lock-view';

@Injectable()
export class FindCouponLock {
  constructor(private readonly database: Database) {}

  /** @throws AppError COUPON_LOCK_NOT_FOUND also for another client's */
  async execute(clientId: string, orderNo: string): Promise<CouponLockView> {
    const lock = await selectLock(this.database, clientId, orderNo);
    if (!lock) throw new AppError('COUPON_LOCK_NOT_FOUND');
    return toCouponLockView(lock);
  }
}
