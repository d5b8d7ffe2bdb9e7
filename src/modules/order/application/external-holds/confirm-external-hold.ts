import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { ReadCouponTerms, reserveBudgets, spendBudgets } from '../../../batch';
import { lockCouponRows, lockCoupons, useCoupons } from '../../../coupon';
import { HOLD_TRANSITIONS, HoldStatus } from '../../domain/hold-states';
import { budgetSharesOf } from '../../domain/stored-order';
import {
  type ExternalHold,
  type ExternalHoldCoupon,
  selectHoldForUpdate,
  selectLockCoupons,
} from '../../infra/external-hold-rows';
import { moveState } from '../../infra/move-state';
import { insertLockRedemptions } from '../../infra/redemption-rows';
import { isFirstOrderTaken } from '../checkout/first-order';
import { refuseBudget, refuseHold } from '../checkout/refuse-coupons';
import { type ExternalHoldView, toExternalHoldView } from './external-hold-view';
import { refuseHoldState } from './refuse-hold-state';

/** Confirm: the outside order was paid. Its coupons are used, and what they gave away stands in the ledger. */
@Injectable()
export class ConfirmExternalHold {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly couponTerms: ReadCouponTerms,
  ) {}

  /**
   * Repeating it changes nothing. A coupon that was locked in time is honoured past its end; after a time-out gave it back, it
   * is locked again if it is still free.
   * @throws AppError COUPON_LOCK_NOT_FOUND; COUPON_LOCK_STATE_CONFLICT when it was cancelled; after a time-out also
   *   COUPON_NOT_AVAILABLE, COUPON_NOT_APPLICABLE, BUDGET_EXHAUSTED with the reasons
   */
  async execute(clientId: string, orderNo: string): Promise<ExternalHoldView> {
    const view = await this.database.transaction(async (tx) => {
      const lock = await selectHoldForUpdate(tx, clientId, orderNo);
      if (!lock) throw new AppError('COUPON_LOCK_NOT_FOUND');
      if (lock.status === HoldStatus.Confirmed) return toExternalHoldView(lock);
      if (lock.status === HoldStatus.Cancelled || lock.userId === null) throw refuseHoldState(lock);
      const now = this.clock.now();
      const owned = { ...lock, userId: lock.userId };
      const coupons = await selectLockCoupons(tx, lock.lockId);
      if (lock.status === HoldStatus.TimedOut) await this.lockAgain(tx, owned, coupons, now);
      await confirm(tx, owned, coupons, now);
      faultPoint('lock.confirm:before-commit');
      return toExternalHoldView({ ...lock, status: HoldStatus.Confirmed, confirmedAt: now, closedAt: null });
    });
    faultPoint('lock.confirm:after-commit');
    return view;
  }

  private async lockAgain(
    tx: Tx,
    lock: OwnedLock,
    coupons: readonly ExternalHoldCoupon[],
    now: Date,
  ): Promise<void> {
    const { lockId, userId } = lock;
    const couponIds = coupons.map(({ couponId }) => couponId);
    const hold = await lockCouponRows(tx, userId, couponIds);
    if ('refusals' in hold) throw refuseHold(hold.refusals);
    const passed = hold.held.filter(({ validUntil }) => validUntil <= now);
    if (passed.length > 0) {
      throw refuseHold(
        passed.map(({ couponId }) => ({ couponId, code: 'COUPON_NOT_AVAILABLE', status: 'expired' })),
      );
    }
    if (await isFirstOrderTaken(tx, this.couponTerms, userId, hold.held)) {
      const reasons = [{ code: 'NOT_FIRST_ORDER' }];
      throw new AppError('COUPON_NOT_APPLICABLE', {
        extra: { coupons: couponIds.map((couponId) => ({ couponId, reasons })) },
      });
    }
    await lockCoupons(tx, { userId, couponIds, orderNo: lockId, now, lockedUntil: now });
    const shortage = await reserveBudgets(tx, budgetSharesOf(coupons), now);
    if (shortage) throw refuseBudget(coupons, shortage);
  }
}

type OwnedLock = ExternalHold & { userId: string };

async function confirm(
  tx: Tx,
  lock: OwnedLock,
  coupons: readonly ExternalHoldCoupon[],
  now: Date,
): Promise<void> {
  const { lockId, userId, status } = lock;
  const transition = status === HoldStatus.TimedOut ? HOLD_TRANSITIONS.confirmLate : HOLD_TRANSITIONS.confirm;
  const columns = { confirmed_at: now, closed_at: null };
  const moved = await moveState(tx, 'coupon_lock', lockId, transition, now, columns);
  if (!moved) throw new Error(`coupon lock ${lockId} changed under its row lock`);
  const uses = coupons.map(({ couponId, batchId }) => ({ couponId, batchId, userId, orderNo: lockId }));
  await useCoupons(tx, uses, now);
  faultPoint('lock.confirm:after-coupons');
  await insertLockRedemptions(tx, lockId, now);
  faultPoint('lock.confirm:after-ledger');
  await spendBudgets(tx, budgetSharesOf(coupons), now);
}
