import { AppError } from '../../../shared/errors';
import { LOCK_STATUS_NAMES } from '../domain/lock-states';
import type { CouponLock } from '../infra/coupon-lock-rows';

export function refuseLockState({ status }: CouponLock): AppError {
  return new AppError('COUPON_LOCK_STATE_CONFLICT', { extra: { lockStatus: LOCK_STATUS_NAMES[status] } });
}
