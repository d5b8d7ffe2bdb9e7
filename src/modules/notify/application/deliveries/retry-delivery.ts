import { Injectable } from '@nestjs/common';
import { Audit } from '../../../../platform/audit';
import { mayManage, type Principal } from '../../../../platform/auth';
import { Database } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { DeliveryStatus, lockDelivery, reviveDelivery } from '../../infra/delivery-rows';
import { type DeliveryView, toDeliveryView } from './delivery-view';

/** Sends again what was given up, once its cause is mended. */
@Injectable()
export class RetryDelivery {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError DELIVERY_NOT_FOUND also for another merchant's; DELIVERY_STATE_CONFLICT when it is not dead */
  execute(caller: Principal, deliveryId: string): Promise<DeliveryView> {
    return this.database.transaction(async (tx) => {
      const delivery = await lockDelivery(tx, deliveryId);
      if (!delivery || !mayManage(caller, delivery.merchantId)) throw new AppError('DELIVERY_NOT_FOUND');
      if (delivery.status !== DeliveryStatus.Dead) throw new AppError('DELIVERY_STATE_CONFLICT');
      const now = this.clock.now();
      await reviveDelivery(tx, deliveryId, now);
      await this.audit.record(tx, caller, {
        action: 'delivery.retry',
        subject: 'delivery',
        subjectId: deliveryId,
      });
      return toDeliveryView({
        ...delivery,
        status: DeliveryStatus.Waiting,
        attempts: 0,
        dueAt: now,
        updatedAt: now,
      });
    });
  }
}
