import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../../platform/auth';
import { Database } from '../../../../platform/database';
import { AppError } from '../../../../shared/errors';
import { selectLines } from '../../infra/order-part-rows';
import { selectOrder } from '../../infra/order-rows';
import { checkSeesOrder } from '../order-reach';
import { sharingMerchant } from './merchant-share';
import { type RefundView, readRefundViews } from './refund-view';

/** The refunds of one order: as many as it has units, at most. */
@Injectable()
export class ReadRefunds {
  constructor(private readonly database: Database) {}

  /**
   * The first one first; a merchant among others sees those that touch their lines, and their share of each only.
   * @throws AppError ORDER_NOT_FOUND
   */
  async ofOrder(caller: Principal, orderId: string): Promise<RefundView[]> {
    const order = await selectOrder(this.database, orderId);
    if (!order) throw new AppError('ORDER_NOT_FOUND');
    const lines = await selectLines(this.database, orderId);
    checkSeesOrder(caller, { ...order, lines });
    return readRefundViews(this.database, orderId, sharingMerchant(caller, lines));
  }
}
