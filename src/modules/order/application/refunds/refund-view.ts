import type { SqlReader } from '../../../../platform/database';
import { ORDER_STATUS_NAMES, OrderStatus, type OrderStatusName } from '../../domain/order-states';
import type { ReturnPlan } from '../../domain/plan-return';
import { REFUND_REASON_NAMES, REFUND_STATUS_NAMES } from '../../domain/refund-states';
import type { OrderHead } from '../../infra/order-rows';
import { selectReversals } from '../../infra/redemption-rows';
import { type Refund, type RefundLine, selectRefundLines, selectRefundsOf } from '../../infra/refund-rows';
import { type MoneyView, moneyIn } from '../money-view';

export interface RefundView {
  refundId: string;
  orderId: string;
  /** null: an order of zero, nothing is paid back. */
  paymentId: string | null;
  status: (typeof REFUND_STATUS_NAMES)[number];
  reason: (typeof REFUND_REASON_NAMES)[number];
  amount: MoneyView;
  /** What was returned; empty where the system refunded by itself. */
  lines: RefundLine[];
  shipping: boolean;
  /** What the user keeps of gifts without having earned them, as of this refund. */
  giftCharge: MoneyView;
  /** What flowed back of each coupon. */
  reversals: ReversalView[];
  /** What the provider said when it last refused. */
  failure: string | null;
  /** How often the provider has been asked. */
  attempts: number;
  /** When it is asked next, or, while it is being asked, again should it not answer; null once nothing is to be done. */
  nextTryAt: string | null;
  createdAt: string;
}

export interface ReversalView {
  couponId: string;
  amount: MoneyView;
}

/** What a refund does, whether it is carried out or only asked about. */
export interface RefundPlanView {
  amount: MoneyView;
  /** What the kept units, shipping and gifts cost by the original terms. */
  kept: MoneyView;
  lines: RefundLine[];
  shipping: boolean;
  giftCharge: MoneyView;
  /** Kept gifts that are no longer earned. */
  giftCharges: { couponId: string; quantity: number; amount: MoneyView }[];
  reversals: ReversalView[];
  /** After it. */
  orderStatus: OrderStatusName;
  /** Coupons that are available again. */
  couponsRestored: string[];
}

export function toRefundPlanView(
  order: OrderHead,
  plan: ReturnPlan,
  couponsRestored: string[],
): RefundPlanView {
  const money = moneyIn(order.currency);
  return {
    amount: money(plan.refundMinor),
    kept: money(plan.keptMinor),
    lines: plan.lines.map(({ lineNo, quantity }) => ({ lineNo, quantity })),
    shipping: plan.shipping,
    giftCharge: money(plan.giftCharges.reduce((sum, { amountMinor }) => sum + amountMinor, 0)),
    giftCharges: plan.giftCharges.map(({ couponId, quantity, amountMinor }) => ({
      couponId,
      quantity,
      amount: money(amountMinor),
    })),
    reversals: plan.reversals
      .filter(({ amountMinor }) => amountMinor > 0)
      .map(({ couponId, amountMinor }) => ({ couponId, amount: money(amountMinor) })),
    orderStatus: ORDER_STATUS_NAMES[plan.whole ? OrderStatus.Refunded : order.status],
    couponsRestored,
  };
}

/** All refunds of an order, the first one first. */
export async function readRefundViews(reader: SqlReader, orderId: string): Promise<RefundView[]> {
  const [refunds, lines, reversals] = await Promise.all([
    selectRefundsOf(reader, orderId),
    selectRefundLines(reader, orderId),
    selectReversals(reader, orderId),
  ]);
  const of = <Row extends { refundId: string }>(rows: Row[], { refundId }: Refund) =>
    rows.filter((row) => row.refundId === refundId);
  return refunds.map((refund) => {
    const money = moneyIn(refund.currency);
    return {
      refundId: refund.refundId,
      orderId: refund.orderId,
      paymentId: refund.paymentId,
      status: REFUND_STATUS_NAMES[refund.status],
      reason: REFUND_REASON_NAMES[refund.reason],
      amount: money(refund.amountMinor),
      lines: of(lines, refund).map(({ lineNo, quantity }) => ({ lineNo, quantity })),
      shipping: refund.shippingRefunded,
      giftCharge: money(refund.giftChargeMinor),
      reversals: of(reversals, refund).map(({ couponId, amountMinor }) => ({
        couponId,
        amount: money(amountMinor),
      })),
      failure: refund.failure,
      attempts: refund.attempts,
      nextTryAt: refund.checkAt?.toISOString() ?? null,
      createdAt: refund.createdAt.toISOString(),
    };
  });
}
