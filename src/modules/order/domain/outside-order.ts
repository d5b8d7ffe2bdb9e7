import type { FieldError } from '../../../shared/errors';
import type { AppliedCoupon, Cart, GiftLine, PricedCart } from '../../pricing';
import { MAX_CART_MINOR } from './cart';
import { RedemptionPart } from './split-funding';

/** A line of an outside order system, at its own price. */
export interface OutsideLine {
  productId: string;
  merchantId: string;
  /** The product's own category first, then its ancestors. */
  categoryIds: readonly string[];
  /** Minor units of the cart's currency. */
  unitPriceMinor: number;
  quantity: number;
}

export interface OutsideCart {
  currency: string;
  lines: readonly OutsideLine[];
  shippingMinor: number;
}

/** What a coupon gives away at one place of an outside order. */
export interface LockShare {
  couponId: string;
  /** From 1 as in the cart, gifts after it; 0: shipping. */
  lineNo: number;
  part: RedemptionPart;
  /** Who bears the merchant's part; null: nobody but the platform. */
  merchantId: string | null;
  amountMinor: number;
}

/** The cart as the pricing engine takes it, or what is wrong with it. */
export function toPricingCart(cart: OutsideCart): { cart: Cart } | { errors: FieldError[] } {
  const { currency, shippingMinor } = cart;
  const worth = cart.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, shippingMinor);
  if (worth > MAX_CART_MINOR) {
    const message = `a cart is worth at most ${MAX_CART_MINOR} minor units`;
    return { errors: [{ pointer: '/cart/lines', code: 'AMOUNT_TOO_LARGE', message }] };
  }
  const lines = cart.lines.map((line, at) => ({ ...line, lineId: String(at + 1) }));
  return { cart: { currency, lines, shippingMinor } };
}

/** Gifts are numbered after the lines of the cart, in the order in which they were added. */
export function giftLineNo(priced: PricedCart, at: number): number {
  return priced.lines.length + at + 1;
}

/**
 * Everything that the coupons of a priced cart give away, place by place: it adds up to each coupon's worth.
 * @param owners the coupons' merchants, by coupon; null for the platform's
 */
export function toLockShares(
  { lines }: OutsideCart,
  priced: PricedCart,
  owners: ReadonlyMap<string, string | null>,
): LockShare[] {
  return [
    ...priced.coupons.flatMap((coupon) => lineShares(coupon, lines)),
    ...priced.coupons.flatMap((coupon) => shippingShare(coupon, owners)),
    ...priced.gifts.flatMap((gift, at) => giftShare(gift, giftLineNo(priced, at))),
  ];
}

function lineShares({ couponId, shares }: AppliedCoupon, lines: readonly OutsideLine[]): LockShare[] {
  return shares.map(({ lineId, amountMinor }) => {
    const lineNo = Number(lineId);
    const { merchantId } = lines[lineNo - 1]!;
    return { couponId, lineNo, part: RedemptionPart.Line, merchantId, amountMinor };
  });
}

function shippingShare(
  { couponId, shippingDiscountMinor: amountMinor }: AppliedCoupon,
  owners: ReadonlyMap<string, string | null>,
): LockShare[] {
  const merchantId = owners.get(couponId) ?? null;
  return amountMinor > 0
    ? [{ couponId, lineNo: 0, part: RedemptionPart.Shipping, merchantId, amountMinor }]
    : [];
}

/** A gift that a coupon of the platform adds is borne by the platform: nobody knows whose product it is. */
function giftShare(
  { couponId, merchantId, quantity, unitValueMinor }: GiftLine,
  lineNo: number,
): LockShare[] {
  const amountMinor = quantity * unitValueMinor;
  return amountMinor > 0 ? [{ couponId, lineNo, part: RedemptionPart.Gift, merchantId, amountMinor }] : [];
}
