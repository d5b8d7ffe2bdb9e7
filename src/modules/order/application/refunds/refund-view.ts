import type { SqlReader } from '../../../../platform/database';
import { ORDER_STATUS_NAMES, OrderStatus, type OrderStatusName } from '../../domain/order-states';
import type { ReturnPlan } from '../../domain/plan-return';
import { REFUND_REASON_NAMES, REFUND_STATUS_NAMES, RefundReason } from '../../domain/refund-states';
import type { StoredOrder } from '../../domain/stored-order';
import type { OrderHead } from '../../infra/order-rows';
import { selectReversals } from '../../infra/redemption-rows';
import { type Refund, type RefundLine, selectRefundLines, selectRefundsOf } from '../../infra/refund-rows';
import { type MoneyView, moneyIn } from '../money-view';
import { ownLinesOf, type RefundShare, type SharingMerchant, shareOf } from './merchant-share';

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

/**
 * All refunds of an order, the first one first.
 * @param merchant who sees their share of each only, and those that they have a share in
 */
export async function readRefundViews(
  reader: SqlReader,
  orderId: string,
  merchant: SharingMerchant | null = null,
): Promise<RefundView[]> {
  const [refunds, lines, reversals] = await Promise.all([
    selectRefundsOf(reader, orderId),
    selectRefundLines(reader, orderId),
    selectReversals(reader, orderId),
  ]);
  const of = <Row extends { refundId: string }>(rows: Row[], { refundId }: Refund) =>
    rows.filter((row) => row.refundId === refundId);
  let giftChargeBeforeMinor = 0;
  return refunds.flatMap((refund) => {
    const parts = {
      lines: of(lines, refund),
      reversals: of(reversals, refund),
      giftChargeMinor: refund.giftChargeMinor,
      giftChargeBeforeMinor,
    };
    // Money that goes back by itself returns nothing, so the charge stays as it was.
    if (refund.reason === RefundReason.Returned) giftChargeBeforeMinor = refund.giftChargeMinor;
    if (merchant === null) return [toRefundView(refund, { ...parts, amountMinor: refund.amountMinor })];
    const share = shareOf(merchant, parts);
    if (share.lines.length === 0 && share.reversals.length === 0 && share.amountMinor === 0) return [];
    return [toRefundView({ ...refund, shippingRefunded: false }, share)];
  });
}

function toRefundView(
  refund: Refund,
  { amountMinor, lines, reversals, giftChargeMinor }: RefundShare,
): RefundView {
  const money = moneyIn(refund.currency);
  const byCoupon = new Map<string, number>();
  for (const { couponId, amountMinor: reversed } of reversals) {
    byCoupon.set(couponId, (byCoupon.get(couponId) ?? 0) + reversed);
  }
  return {
    refundId: refund.refundId,
    orderId: refund.orderId,
    paymentId: refund.paymentId,
    status: REFUND_STATUS_NAMES[refund.status],
    reason: REFUND_REASON_NAMES[refund.reason],
    amount: money(amountMinor),
    lines: lines.map(({ lineNo, quantity }) => ({ lineNo, quantity })),
    shipping: refund.shippingRefunded,
    giftCharge: money(giftChargeMinor),
    reversals: [...byCoupon].map(([couponId, reversed]) => ({ couponId, amount: money(reversed) })),
    failure: refund.failure,
    attempts: refund.attempts,
    nextTryAt: refund.checkAt?.toISOString() ?? null,
    createdAt: refund.createdAt.toISOString(),
  };
}

/** What a merchant who shares the order sees of a plan, once its rows are written. */
export async function toSharedPlanView(
  reader: SqlReader,
  { order, view, refundId }: { order: StoredOrder; view: RefundPlanView; refundId: string },
  merchant: SharingMerchant,
): Promise<RefundPlanView> {
  const money = moneyIn(order.currency);
  const own = ownLinesOf(merchant);
  const refunds = await readRefundViews(reader, order.orderId, merchant);
  const { amount, lines, shipping, giftCharge, reversals } = refunds.find(
    (each) => each.refundId === refundId,
  )!;
  const payableMinor = [...own.values()].reduce((total, line) => total + line.payableMinor, 0);
  const refundedMinor = refunds.reduce((total, refund) => total + refund.amount.amountMinor, 0);
  const ownGifts = new Set([...own.values()].flatMap(({ gift }) => (gift ? [gift.couponId] : [])));
  const ownCoupons = new Set(
    order.coupons.flatMap(({ couponId, merchantId, shares }) =>
      merchantId === merchant.merchantId || shares.some(({ lineNo }) => own.has(lineNo)) ? [couponId] : [],
    ),
  );
  return {
    amount,
    kept: money(payableMinor - refundedMinor),
    lines,
    shipping,
    giftCharge,
    giftCharges: view.giftCharges.filter(({ couponId }) => ownGifts.has(couponId)),
    reversals,
    orderStatus: view.orderStatus,
    couponsRestored: view.couponsRestored.filter((couponId) => ownCoupons.has(couponId)),
  };
}
