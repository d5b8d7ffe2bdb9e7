import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { type Page, readTimeCursor, toPage } from '../../../platform/paging';
import { AppError } from '../../../shared/errors';
import { selectCoupons, selectLines } from '../infra/order-part-rows';
import { selectOrder, selectOrders } from '../infra/order-rows';
import { selectPaymentsOf } from '../infra/payment-rows';
import { type OrderSummaryView, type OrderView, toOrderSummaryView, toOrderView } from './order-view';
import { type PaymentView, toPaymentView } from './payments/payment-view';
import { type RefundView, readRefundViews } from './refunds/refund-view';

export interface OrderDetailsView extends OrderView {
  payments: PaymentView[];
  refunds: RefundView[];
}

/** A user's orders. */
@Injectable()
export class ReadOrders {
  constructor(private readonly database: Database) {}

  /**
   * @param userId whose order it must be; null: anybody's
   * @throws AppError ORDER_NOT_FOUND
   */
  async one(userId: string | null, orderId: string): Promise<OrderDetailsView> {
    const order = await selectOrder(this.database, orderId);
    if (!order || (userId !== null && order.userId !== userId)) throw new AppError('ORDER_NOT_FOUND');
    const [lines, coupons, payments, refunds] = await Promise.all([
      selectLines(this.database, orderId),
      selectCoupons(this.database, orderId),
      selectPaymentsOf(this.database, orderId),
      readRefundViews(this.database, orderId),
    ]);
    return {
      ...toOrderView({ ...order, lines, coupons }),
      payments: payments.map((payment) => toPaymentView(payment)),
      refunds,
    };
  }

  /** Latest first. @throws AppError INVALID_CURSOR */
  async page(
    userId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<OrderSummaryView>> {
    const after = readTimeCursor(cursor);
    const rows = await selectOrders(this.database, { userId, after, limit: limit + 1 });
    return toPage(rows, limit, (row) => [row.createdAt.getTime(), row.orderId], toOrderSummaryView);
  }
}
