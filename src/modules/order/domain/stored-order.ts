import type { BudgetShare, RestorePolicy } from '../../batch';
import type { Product } from '../../catalogue';
import type { PricedCart } from '../../pricing';
import type { OrderStatus } from './order-states';

/** An order as it is kept. Amounts are minor units of its currency. */
export interface StoredOrder {
  orderId: string;
  userId: string;
  status: OrderStatus;
  currency: string;
  totals: OrderTotals;
  shippingCode: string | null;
  channel: string | null;
  paymentMethod: string | null;
  /** The payment that paid it; null also for a paid order of zero. */
  paymentId: string | null;
  expiresAt: Date;
  createdAt: Date;
  paidAt: Date | null;
  closedAt: Date | null;
  lines: OrderLine[];
  coupons: OrderCoupon[];
}

export interface OrderTotals {
  grossMinor: number;
  discountMinor: number;
  shippingMinor: number;
  shippingDiscountMinor: number;
  giftValueMinor: number;
  /** gross − discount + shipping − shipping discount. */
  payableMinor: number;
}

export interface OrderLine {
  /** From 1, as in the cart; gifts come after. */
  lineNo: number;
  productId: string;
  merchantId: string;
  categoryId: string;
  sku: string;
  name: string;
  unitPriceMinor: number;
  quantity: number;
  grossMinor: number;
  discountMinor: number;
  payableMinor: number;
  gift: { couponId: string; unitValueMinor: number } | null;
}

/** A coupon of an order without its shares on the lines. */
export interface OrderCouponHead extends CouponOwner {
  couponId: string;
  ruleId: string;
  discountMinor: number;
  shippingDiscountMinor: number;
  giftValueMinor: number;
  /** When a whole refund made it available again. */
  restoredAt: Date | null;
}

export interface OrderCoupon extends OrderCouponHead {
  shares: { lineNo: number; amountMinor: number }[];
}

/** Terms of a coupon's batch that count after the order as well: copied, so that nothing changes them later. */
export interface CouponOwner {
  batchId: string;
  /** null: a coupon of the platform. */
  merchantId: string | null;
  budgeted: boolean;
  /** The merchant's part of what it gives away, in basis points; the platform bears the rest. */
  merchantShareBp: number;
  restore: RestorePolicy;
}

type Effect = Pick<OrderCouponHead, 'discountMinor' | 'shippingDiscountMinor' | 'giftValueMinor'>;
type Budgeted = Effect & Pick<OrderCouponHead, 'batchId' | 'budgeted'>;

/** All that a coupon gives away in an order: what its budget pays. */
export function worthOf({ discountMinor, shippingDiscountMinor, giftValueMinor }: Effect): number {
  return discountMinor + shippingDiscountMinor + giftValueMinor;
}

/** What an order takes from the budgets of its coupons' batches. */
export function budgetSharesOf(coupons: readonly Budgeted[]): BudgetShare[] {
  return coupons
    .filter(({ budgeted }) => budgeted)
    .map((coupon) => ({ batchId: coupon.batchId, amountMinor: worthOf(coupon) }));
}

/** An order's number among those of outside systems: what coupons and their records name. */
export function orderNoOf(orderId: string): string {
  return orderId;
}

/**
 * The lines of an order: the cart's, priced, then the gifts at price zero.
 * @param products every product of the cart and of the gifts, by id
 */
export function toOrderLines(
  items: readonly { productId: string; quantity: number }[],
  priced: PricedCart,
  products: ReadonlyMap<string, Product>,
): OrderLine[] {
  const lines = items.map(({ productId, quantity }, at) => {
    const { grossMinor, discountMinor, payableMinor } = priced.lines[at]!;
    const product = products.get(productId)!;
    return {
      ...describe(product),
      lineNo: at + 1,
      unitPriceMinor: product.priceMinor,
      quantity,
      grossMinor,
      discountMinor,
      payableMinor,
      gift: null,
    };
  });
  const gifts = priced.gifts.map(({ productId, quantity, couponId, unitValueMinor }, at) => ({
    ...describe(products.get(productId)!),
    lineNo: items.length + at + 1,
    unitPriceMinor: 0,
    quantity,
    grossMinor: 0,
    discountMinor: 0,
    payableMinor: 0,
    gift: { couponId, unitValueMinor },
  }));
  return [...lines, ...gifts];
}

function describe({ productId, merchantId, categoryId, sku, name }: Product) {
  return { productId, merchantId, categoryId, sku, name };
}

/** What each coupon took off, in the order of application. Cart lines are numbered by `lineId`. */
export function toOrderCoupons(priced: PricedCart, owners: ReadonlyMap<string, CouponOwner>): OrderCoupon[] {
  return priced.coupons.map((applied) => ({
    ...owners.get(applied.couponId)!,
    couponId: applied.couponId,
    ruleId: applied.ruleId,
    restoredAt: null,
    discountMinor: applied.discountMinor,
    shippingDiscountMinor: applied.shippingDiscountMinor,
    giftValueMinor: applied.giftValueMinor,
    shares: applied.shares.map(({ lineId, amountMinor }) => ({ lineNo: Number(lineId), amountMinor })),
  }));
}
