import { AppError } from '../../../../shared/errors';
import { HOLD_STATUS_NAMES } from '../../domain/hold-states';
import type { ExternalHold } from '../../infra/external-hold-rows';

export function refuseHoldState({ status }: ExternalHold): AppError {
  return new AppError('COUPON_LOCK_STATE_CONFLICT', { extra: { lockStatus: HOLD_STATUS_NAMES[status] } });
}
