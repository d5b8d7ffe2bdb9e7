import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { rootLogger } from '../../../platform/logging';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { releaseBudgets } from '../../batch';
import { releaseCoupons } from '../../coupon';
import { ORDER_STATUS_NAMES, ORDER_TRANSITIONS, OrderStatus } from '../domain/order-states';
import { budgetSharesOf, orderNoOf } from '../domain/stored-order';
import { moveState } from '../infra/move-state';
import { selectCouponHeads } from '../infra/order-part-rows';
import { lockOrder, type OrderHead, selectUnpaidOrderIds } from '../infra/order-rows';
import { type OrderSummaryView, toOrderSummaryView } from './order-view';

const PAGE = 100;
/** Orders that are closed at the same time: a sale that nobody pays for ends them by the thousand. */
const AT_ONCE = 4;

/** Cancel: ends an order that is not paid and gives its coupons back, in one transaction. */
@Injectable()
export class CloseOrders {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The user's request. Cancelling a cancelled order changes nothing and succeeds. A payment that is under way and succeeds
   * is refunded by itself.
   * @throws AppError ORDER_NOT_FOUND; ORDER_STATE_CONFLICT when it is paid or timed out
   */
  async cancel(userId: string, orderId: string): Promise<OrderSummaryView> {
    const order = await this.database.transaction(async (tx) => {
      const found = await lockOrder(tx, orderId);
      if (!found || found.userId !== userId) throw new AppError('ORDER_NOT_FOUND');
      if (found.status === OrderStatus.Cancelled) return found;
      const now = this.clock.now();
      if (!(await close(tx, found, 'cancel', now))) {
        throw new AppError('ORDER_STATE_CONFLICT', {
          extra: { orderStatus: ORDER_STATUS_NAMES[found.status] },
        });
      }
      return { ...found, status: OrderStatus.Cancelled, closedAt: now };
    });
    return toOrderSummaryView(order);
  }

  /** Ends the order if its time to pay is surely over; otherwise nothing happens. */
  async timeOut(orderId: string): Promise<void> {
    if (!this.clock.isTrusted()) return;
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const order = await lockOrder(tx, orderId);
      if (!order || order.expiresAt > now) return;
      await close(tx, order, 'timeOut', now);
      faultPoint('order.close:before-commit');
    });
    faultPoint('order.close:after-commit');
  }

  /** Ends every order whose time to pay is over. */
  async timeOutDue(): Promise<void> {
    if (!this.clock.isTrusted()) return;
    const now = this.clock.now();
    let after: { expiresAt: Date; orderId: string } | undefined;
    for (;;) {
      const due = await selectUnpaidOrderIds(this.database, { now, after, limit: PAGE });
      for (let from = 0; from < due.length; from += AT_ONCE) {
        const few = due.slice(from, from + AT_ONCE);
        await Promise.all(few.map(({ orderId }) => this.timeOutSafely(orderId)));
      }
      after = due.at(-1);
      if (due.length < PAGE) return;
    }
  }

  /** One order that can't be closed must not keep the others waiting. */
  private async timeOutSafely(orderId: string): Promise<void> {
    try {
      await this.timeOut(orderId);
    } catch (error) {
      rootLogger.warn({ orderId, err: error }, 'an unpaid order is closed later');
    }
  }
}

/** @returns false when the order is not waiting for payment; nothing is changed then */
async function close(
  tx: Tx,
  order: OrderHead,
  transition: 'cancel' | 'timeOut',
  now: Date,
): Promise<boolean> {
  const moved = await moveState(tx, 'orders', order.orderId, ORDER_TRANSITIONS[transition], now, {
    closed_at: now,
  });
  if (!moved) return false;
  const coupons = await selectCouponHeads(tx, order.orderId);
  const couponIds = coupons.map(({ couponId }) => couponId);
  await releaseCoupons(tx, { userId: order.userId, couponIds, orderNo: orderNoOf(order.orderId), now });
  await releaseBudgets(tx, budgetSharesOf(coupons), now);
  return true;
}
