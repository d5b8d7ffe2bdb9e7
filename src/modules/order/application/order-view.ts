import { ORDER_STATUS_NAMES, type OrderStatusName } from '../domain/order-states';
import type { OrderLine, StoredOrder } from '../domain/stored-order';
import { type CouponEffectView, type TotalsView, toTotalsView } from './checkout/quote-view';
import { type MoneyView, moneyIn } from './money-view';

/** An order in a list. */
export interface OrderSummaryView {
  orderId: string;
  userId: string;
  status: OrderStatusName;
  totals: TotalsView;
  /** Until then an unpaid order can be paid and holds its coupons. */
  expiresAt: string;
  createdAt: string;
  paidAt: string | null;
  closedAt: string | null;
}

/** An order as it leaves the API. */
export interface OrderView extends OrderSummaryView {
  shippingCode: string | null;
  channel: string | null;
  paymentMethod: string | null;
  lines: OrderLineView[];
  coupons: OrderCouponView[];
}

export interface OrderCouponView extends CouponEffectView {
  batchId: string;
  /** When a whole refund made it available again. */
  restoredAt: string | null;
}

export interface OrderLineView {
  lineNo: number;
  productId: string;
  merchantId: string;
  sku: string;
  name: string;
  quantity: number;
  unitPrice: MoneyView;
  gross: MoneyView;
  discount: MoneyView;
  payable: MoneyView;
  /** The coupon that added this line at price zero. */
  giftOfCouponId: string | null;
}

export function toOrderSummaryView(order: Omit<StoredOrder, 'lines' | 'coupons'>): OrderSummaryView {
  return {
    orderId: order.orderId,
    userId: order.userId,
    status: ORDER_STATUS_NAMES[order.status],
    totals: toTotalsView(order.totals, moneyIn(order.currency)),
    expiresAt: order.expiresAt.toISOString(),
    createdAt: order.createdAt.toISOString(),
    paidAt: order.paidAt?.toISOString() ?? null,
    closedAt: order.closedAt?.toISOString() ?? null,
  };
}

export function toOrderView(order: StoredOrder): OrderView {
  const money = moneyIn(order.currency);
  return {
    ...toOrderSummaryView(order),
    shippingCode: order.shippingCode,
    channel: order.channel,
    paymentMethod: order.paymentMethod,
    lines: order.lines.map((line) => toLineView(line, money)),
    coupons: order.coupons.map((coupon) => ({
      couponId: coupon.couponId,
      batchId: coupon.batchId,
      restoredAt: coupon.restoredAt?.toISOString() ?? null,
      discount: money(coupon.discountMinor),
      shippingDiscount: money(coupon.shippingDiscountMinor),
      giftValue: money(coupon.giftValueMinor),
      shares: coupon.shares.map(({ lineNo, amountMinor }) => ({ lineNo, amount: money(amountMinor) })),
    })),
  };
}

function toLineView(line: OrderLine, money: (amountMinor: number) => MoneyView): OrderLineView {
  return {
    lineNo: line.lineNo,
    productId: line.productId,
    merchantId: line.merchantId,
    sku: line.sku,
    name: line.name,
    quantity: line.quantity,
    unitPrice: money(line.unitPriceMinor),
    gross: money(line.grossMinor),
    discount: money(line.discountMinor),
    payable: money(line.payableMinor),
    giftOfCouponId: line.gift?.couponId ?? null,
  };
}
