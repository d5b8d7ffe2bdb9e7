import { Injectable } from '@nestjs/common';
import { Audit } from '../../../../platform/audit';
import type { Principal } from '../../../../platform/auth';
import { Database } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { REFUND_STATUS_NAMES, REFUND_TRANSITIONS } from '../../domain/refund-states';
import { moveState } from '../../infra/move-state';
import { lockOrder } from '../../infra/order-rows';
import { selectRefundsOf } from '../../infra/refund-rows';
import { type RefundView, readRefundViews } from './refund-view';
import { SendRefunds } from './send-refunds';

/** Takes up a refund again that has failed for good, after somebody has looked. */
@Injectable()
export class RetryRefund {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly sendRefunds: SendRefunds,
  ) {}

  /** @throws AppError ORDER_NOT_FOUND, REFUND_NOT_FOUND; REFUND_STATE_CONFLICT when it has not failed */
  async execute(caller: Principal, orderId: string, refundId: string): Promise<RefundView> {
    const view = await this.database.transaction(async (tx) => {
      if (!(await lockOrder(tx, orderId))) throw new AppError('ORDER_NOT_FOUND');
      const refund = (await selectRefundsOf(tx, orderId)).find((each) => each.refundId === refundId);
      if (!refund) throw new AppError('REFUND_NOT_FOUND');
      const now = this.clock.now();
      const columns = { check_at: now, attempts: 0 };
      if (!(await moveState(tx, 'refund', refundId, REFUND_TRANSITIONS.retry, now, columns))) {
        throw new AppError('REFUND_STATE_CONFLICT', {
          extra: { refundStatus: REFUND_STATUS_NAMES[refund.status] },
        });
      }
      await this.audit.record(tx, caller, {
        action: 'refund.retry',
        subject: 'refund',
        subjectId: refundId,
      });
      return (await readRefundViews(tx, orderId)).find((each) => each.refundId === refundId)!;
    });
    this.sendRefunds.soon(refundId);
    return view;
  }
}
