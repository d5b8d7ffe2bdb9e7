import { Injectable } from '@nestjs/common';
import { Database, IdGenerator, type Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { rootLogger } from '../../../platform/logging';
import { Clock } from '../../../shared/clock';
import { ReadCouponTerms, reserveBudgets } from '../../batch';
import { holdCoupons, lockCoupons } from '../../coupon';
import { ORDER_TRANSITIONS, OrderStatus } from '../domain/order-states';
import { PAYMENT_TRANSITIONS } from '../domain/payment-states';
import { RefundReason } from '../domain/refund-states';
import { budgetSharesOf, orderNoOf } from '../domain/stored-order';
import { moveState } from '../infra/move-state';
import { selectCouponHeads } from '../infra/order-part-rows';
import { lockOrder, type OrderHead } from '../infra/order-rows';
import { type Payment, selectPayment } from '../infra/payment-rows';
import { insertRefund } from '../infra/refund-rows';
import { isFirstOrderTaken } from './first-order';
import type { ProviderCharge } from './payment-provider';
import { redeemCoupons } from './redeem-coupons';
import { SendRefunds } from './send-refunds';

/** How long after it was found pending a payment is asked about again, at least. */
const PENDING_CHECK_MS = 5_000;

/**
 * Confirm: brings what a provider says about a payment into the order, its coupons and the payment, in one transaction.
 * May be called any number of times, in any order and by anyone (the reply, a callback, the due scan): the transition
 * tables let each outcome take effect once.
 */
@Injectable()
export class SettlePayment {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly sendRefunds: SendRefunds,
    private readonly couponTerms: ReadCouponTerms,
  ) {}

  /** @param charge about one of our payments; another reference is logged and ignored */
  async execute(charge: ProviderCharge): Promise<void> {
    const payment = await selectPayment(this.database, charge.reference);
    if (!payment) return rootLogger.warn({ reference: charge.reference }, 'a charge of no payment of ours');
    const refundId = await this.ids.next('refund');
    const refundDue = await this.database.transaction(async (tx) => {
      const due = await this.settle(tx, payment, charge, refundId);
      faultPoint('order.settle:before-commit');
      return due;
    });
    faultPoint('order.settle:after-commit');
    if (refundDue) this.sendRefunds.soon(refundId);
  }

  /** @returns true when the refund `refundId` is due now */
  private async settle(tx: Tx, payment: Payment, charge: ProviderCharge, refundId: string): Promise<boolean> {
    const now = this.clock.now();
    const order = await lockOrder(tx, payment.orderId);
    if (!order) throw new Error(`payment ${payment.paymentId} has no order`);
    const { providerPaymentId } = charge;
    const move = (
      transition: keyof typeof PAYMENT_TRANSITIONS,
      columns: Record<string, string | Date | null>,
    ) =>
      moveState(tx, 'payment', payment.paymentId, PAYMENT_TRANSITIONS[transition], now, {
        provider_payment_id: providerPaymentId,
        ...columns,
      });
    if (charge.state === 'pending') {
      await move('wait', { check_at: new Date(now.getTime() + PENDING_CHECK_MS) });
      return false;
    }
    if (charge.state === 'declined') {
      await move('decline', { decline_code: charge.declineCode, check_at: null });
      return false;
    }
    if (!(await move('succeed', { decline_code: null, check_at: null }))) return false;
    faultPoint('order.settle:after-payment');
    const reason = await this.useMoney(tx, order, payment, charge, now);
    if (reason === null) return false;
    await insertRefund(
      tx,
      {
        refundId,
        orderId: order.orderId,
        paymentId: payment.paymentId,
        amountMinor: charge.amountMinor,
        currency: charge.currency,
        reason,
      },
      now,
    );
    return true;
  }

  /** Pays the order with money that was taken. @returns why it has to go back instead, or null */
  private async useMoney(
    tx: Tx,
    order: OrderHead,
    payment: Payment,
    charge: ProviderCharge,
    now: Date,
  ): Promise<RefundReason | null> {
    if (charge.amountMinor !== payment.amountMinor || charge.currency !== payment.currency) {
      return RefundReason.WrongAmount;
    }
    const coupons = await selectCouponHeads(tx, order.orderId);
    const paid = { payment_id: payment.paymentId, paid_at: now, closed_at: null };
    if (await moveState(tx, 'orders', order.orderId, ORDER_TRANSITIONS.pay, now, paid)) {
      await redeemCoupons(tx, order, coupons, now);
      return null;
    }
    if (order.status === OrderStatus.Paid) return RefundReason.PaidTwice;
    if (order.status !== OrderStatus.TimedOut) return RefundReason.OrderClosed;
    // Begun in time, done too late: the order stands if its coupons are still there to pay with.
    const couponIds = coupons.map(({ couponId }) => couponId);
    const hold = await holdCoupons(tx, order.userId, couponIds);
    const usable = 'held' in hold && hold.held.every(({ validUntil }) => validUntil > now);
    if (!usable || (await isFirstOrderTaken(tx, this.couponTerms, order.userId, hold.held)))
      return RefundReason.OrderClosed;
    if (await reserveBudgets(tx, budgetSharesOf(coupons), now)) return RefundReason.OrderClosed;
    await moveState(tx, 'orders', order.orderId, ORDER_TRANSITIONS.payLate, now, paid);
    const { userId } = order;
    await lockCoupons(tx, { userId, couponIds, orderNo: orderNoOf(order.orderId), now, lockedUntil: now });
    await redeemCoupons(tx, order, coupons, now);
    return null;
  }
}
