import { AppError } from '../../../../shared/errors';
import type { BudgetShortage } from '../../../batch';
import type { LockRefusal } from '../../../coupon';

/** A coupon that does not exist for this user outweighs one that is taken: it says nothing about the other. */
export function refuseHold(refusals: readonly LockRefusal[]): AppError {
  const unknown = refusals.some(({ code }) => code === 'COUPON_NOT_FOUND');
  return new AppError(unknown ? 'COUPON_NOT_FOUND' : 'COUPON_NOT_AVAILABLE', {
    extra: { coupons: refusals },
  });
}

/** Names the coupons of the batch that can't pay. */
export function refuseBudget(
  coupons: readonly { couponId: string; batchId: string }[],
  { batchId, requiredMinor, leftMinor }: BudgetShortage,
): AppError {
  const reasons = [{ code: 'BUDGET_EXHAUSTED', requiredMinor, leftMinor }];
  const short = coupons.filter((coupon) => coupon.batchId === batchId);
  return new AppError('BUDGET_EXHAUSTED', {
    extra: { coupons: short.map(({ couponId }) => ({ couponId, reasons })) },
  });
}
