import { Injectable } from '@nestjs/common';
import { Database, IdGenerator, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { rootLogger } from '../../../../platform/logging';
import { Clock } from '../../../../shared/clock';
import { ReadCouponTerms, reserveBudgets } from '../../../batch';
import { lockCouponRows, lockCoupons } from '../../../coupon';
import type { ProviderCharge } from '../../../payment';
import { OrderStatus } from '../../domain/order-states';
import { PAYMENT_TRANSITIONS, type PaymentTransition } from '../../domain/payment-states';
import { RefundReason } from '../../domain/refund-states';
import { budgetSharesOf, type OrderCouponHead, orderNoOf } from '../../domain/stored-order';
import { REFUND_IDS } from '../../infra/id-sequences';
import { moveState } from '../../infra/move-state';
import { selectCouponHeads } from '../../infra/order-part-rows';
import { lockOrder, type OrderHead, payOrders } from '../../infra/order-rows';
import { type Payment, selectPayment } from '../../infra/payment-rows';
import { insertRefund } from '../../infra/refund-rows';
import { isFirstOrderTaken } from '../checkout/first-order';
import { type Redemption, redeemCoupons } from '../checkout/redeem-coupons';
import { SendRefunds } from '../refunds/send-refunds';
import { ConfirmPaidOrders } from './confirm-paid-orders';

/** How long after it was found pending a payment is asked about again, at least. */
const PENDING_CHECK_MS = 5_000;

/** What a charge led to: it paid its order, has to go back, or (a repetition, or no success) neither. */
export type Settlement = 'paid' | 'refund' | 'nothing';

/**
 * Confirm: brings what a provider says about a payment into the order, its coupons and the payment, in one transaction.
 * May be called any number of times, in any order and by anyone (the reply, a callback, the due scan): the transition
 * tables let each outcome take effect once.
 */
@Injectable()
export class ApplyChargeResult {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly sendRefunds: SendRefunds,
    private readonly couponTerms: ReadCouponTerms,
    private readonly confirmPaidOrders: ConfirmPaidOrders,
  ) {}

  /**
   * @param charge about one of our payments; another reference is logged and ignored
   * @param known the payment that it is about, where the caller has read or made it
   * @param order what the payment was begun for, where the caller has just seen it wait for payment
   */
  async execute(charge: ProviderCharge, known?: Payment, order?: Redemption): Promise<Settlement> {
    const payment = known ?? (await selectPayment(this.database, charge.reference));
    if (!payment) {
      rootLogger.warn({ reference: charge.reference }, 'a charge of no payment of ours');
      return 'nothing';
    }
    if (order && charge.state === 'succeeded' && isFor(charge, payment)) {
      const { paymentId } = payment;
      const { providerPaymentId } = charge;
      if (await this.confirmPaidOrders.execute({ order, paymentId, providerPaymentId })) return 'paid';
    }
    const refundId = await this.ids.next(REFUND_IDS);
    const settlement = await this.database.transaction(async (tx) => {
      const result = await this.settle(tx, payment, charge, refundId);
      faultPoint('order.settle:before-commit');
      return result;
    });
    faultPoint('order.settle:after-commit');
    if (settlement === 'refund') this.sendRefunds.soon(refundId);
    return settlement;
  }

  private async settle(
    tx: Tx,
    payment: Payment,
    charge: ProviderCharge,
    refundId: string,
  ): Promise<Settlement> {
    const now = this.clock.now();
    const [order, moved, coupons] = await Promise.all([
      lockOrder(tx, payment.orderId),
      movePayment(tx, payment, charge, now),
      selectCouponHeads(tx, payment.orderId),
    ]);
    if (!order) throw new Error(`payment ${payment.paymentId} has no order`);
    if (!moved || charge.state !== 'succeeded') return 'nothing';
    faultPoint('order.settle:after-payment');
    const reason = await this.useMoney(tx, { order, coupons }, payment, charge, now);
    if (reason === null) return 'paid';
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
    return 'refund';
  }

  /** Pays the order with money that was taken. @returns why it has to go back instead, or null */
  private async useMoney(
    tx: Tx,
    { order, coupons }: { order: OrderHead; coupons: readonly OrderCouponHead[] },
    payment: Payment,
    charge: ProviderCharge,
    now: Date,
  ): Promise<RefundReason | null> {
    if (!isFor(charge, payment)) return RefundReason.WrongAmount;
    if (order.status === OrderStatus.AwaitingPayment) {
      const [done] = await Promise.all([
        payOrders(tx, 'pay', [payment], now),
        redeemCoupons(tx, [{ ...order, coupons }], now),
      ]);
      if (!done) throw new Error(`order ${order.orderId} changed under its lock`);
      return null;
    }
    if (order.status === OrderStatus.Paid) return RefundReason.PaidTwice;
    if (order.status !== OrderStatus.TimedOut) return RefundReason.OrderClosed;
    // Begun in time, done too late: the order stands if its coupons are still there to pay with.
    const couponIds = coupons.map(({ couponId }) => couponId);
    const hold = await lockCouponRows(tx, order.userId, couponIds);
    const usable = 'held' in hold && hold.held.every(({ validUntil }) => validUntil > now);
    if (!usable || (await isFirstOrderTaken(tx, this.couponTerms, order.userId, hold.held)))
      return RefundReason.OrderClosed;
    if (await reserveBudgets(tx, budgetSharesOf(coupons), now)) return RefundReason.OrderClosed;
    await payOrders(tx, 'payLate', [payment], now);
    const { userId } = order;
    await lockCoupons(tx, { userId, couponIds, orderNo: orderNoOf(order.orderId), now, lockedUntil: now });
    await redeemCoupons(tx, [{ ...order, coupons }], now);
    return null;
  }
}

/** The charge is for what the payment asked. */
function isFor(charge: ProviderCharge, { amountMinor, currency }: Payment): boolean {
  return charge.amountMinor === amountMinor && charge.currency === currency;
}

/** Brings what the provider says into the payment's row. @returns false when it has nothing new to say */
function movePayment(tx: Tx, payment: Payment, charge: ProviderCharge, now: Date): Promise<boolean> {
  const { transition, columns } = moveOf(charge, now);
  return moveState(tx, 'payment', payment.paymentId, PAYMENT_TRANSITIONS[transition], now, {
    provider_payment_id: charge.providerPaymentId,
    ...columns,
  });
}

function moveOf(
  { state, declineCode }: ProviderCharge,
  now: Date,
): { transition: PaymentTransition; columns: Record<string, string | Date | null> } {
  if (state === 'pending') {
    return { transition: 'wait', columns: { check_at: new Date(now.getTime() + PENDING_CHECK_MS) } };
  }
  if (state === 'declined') {
    return { transition: 'decline', columns: { decline_code: declineCode, check_at: null } };
  }
  return { transition: 'succeed', columns: { decline_code: null, check_at: null } };
}
