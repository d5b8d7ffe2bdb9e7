import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { AppError } from '../../../../shared/errors';
import { selectLock } from '../../infra/external-hold-rows';
import { type ExternalHoldView, toExternalHoldView } from './external-hold-view';

@Injectable()
export class FindExternalHold {
  constructor(private readonly database: Database) {}

  /** @throws AppError COUPON_LOCK_NOT_FOUND also for another client's */
  async execute(clientId: string, orderNo: string): Promise<ExternalHoldView> {
    const lock = await selectLock(this.database, clientId, orderNo);
    if (!lock) throw new AppError('COUPON_LOCK_NOT_FOUND');
    return toExternalHoldView(lock);
  }
}
