import type { Product } from '../../catalogue';
import type { UsableCoupon } from '../../coupon';
import {
  type Cart,
  type CouponVerdict,
  giftOf,
  type PricedCart,
  type PricingContext,
  priceWith,
  quote,
  type Reason,
} from '../../pricing';
import { worthOf } from './stored-order';

/**
 * Also what the engine can't know: a gift that is not sold or not the coupon's merchant's to give, a coupon that is not among
 * those that the user could use now, and a batch whose budget has less left than the coupon would give away.
 */
export type CheckoutReason =
  | Reason
  | { code: 'GIFT_NOT_SOLD'; productId: string }
  | { code: 'COUPON_NOT_AVAILABLE' }
  | { code: 'BUDGET_EXHAUSTED'; requiredMinor: number; leftMinor: number };
export type CheckoutVerdict =
  | Extract<CouponVerdict, { eligible: true }>
  | { couponId: string; eligible: false; reasons: readonly CheckoutReason[] };

/** A purchase with everything that pricing it needs, as it is now. */
export interface PreparedCheckout {
  cart: Cart;
  /** Of the items and of the gifts that coupons may add. */
  products: ReadonlyMap<string, Product>;
  coupons: readonly UsableCoupon[];
  context: PricingContext;
  /** What is left of the budgets that matter, by batch. */
  budgetsLeft: ReadonlyMap<string, number>;
}

export interface CheckoutQuote {
  /** One per coupon, in their order. */
  verdicts: CheckoutVerdict[];
  best: PricedCart;
  exact: boolean;
  maxGapMinor: number;
}

export type Selection =
  | { priced: PricedCart }
  | { refusals: { couponId: string; reasons: readonly CheckoutReason[] }[] };

/**
 * Which coupons help, why the others don't, and the best combination that gifts and budgets allow.
 *
 * @param asked ids of coupons that the user chose: the best combination takes off at least as much as they do together
 */
export function quoteCheckout(prepared: PreparedCheckout, asked: readonly string[] = []): CheckoutQuote {
  const { cart, coupons, context } = prepared;
  const refused = refuseGifts(prepared);
  for (;;) {
    const sound = coupons.filter(({ candidate }) => !refused.has(candidate.couponId));
    const { verdicts, ...rest } = quote(
      cart,
      sound.map(({ candidate }) => candidate),
      context,
      { asked },
    );
    const worths = worthsOf(verdicts, rest.best);
    const short = sound.flatMap((coupon) => checkBudget(coupon, worths, prepared));
    // Each round takes at least one coupon out, and almost always there is none to take.
    if (short.length === 0) return { ...rest, verdicts: inOrder(coupons, verdicts, refused) };
    for (const { couponId, reasons } of short) refused.set(couponId, reasons);
  }
}

/** The price with exactly the prepared coupons, or everything that stands in the way. */
export function priceSelection(prepared: PreparedCheckout): Selection {
  const { cart, coupons, context } = prepared;
  const refused = refuseGifts(prepared);
  if (refused.size > 0) {
    return { refusals: Array.from(refused, ([couponId, reasons]) => ({ couponId, reasons })) };
  }
  const result = priceWith(
    cart,
    coupons.map(({ candidate }) => candidate),
    context,
  );
  if (result.outcome === 'refused') return { refusals: [...result.refusals] };
  const worths = worthsOf([], result.priced);
  const short = coupons.flatMap((coupon) => checkBudget(coupon, worths, prepared));
  return short.length > 0 ? { refusals: short } : { priced: result.priced };
}

type Refusals = Map<string, readonly CheckoutReason[]>;

function refuseGifts({ coupons, products }: PreparedCheckout): Refusals {
  const refused: Refusals = new Map();
  for (const coupon of coupons) {
    const reasons = checkGift(coupon, products);
    if (reasons.length > 0) refused.set(coupon.candidate.couponId, reasons);
  }
  return refused;
}

function inOrder(
  coupons: readonly UsableCoupon[],
  verdicts: readonly CouponVerdict[],
  refused: Refusals,
): CheckoutVerdict[] {
  const byId = new Map(verdicts.map((verdict) => [verdict.couponId, verdict]));
  return coupons.map(({ candidate: { couponId } }) => {
    return byId.get(couponId) ?? { couponId, eligible: false, reasons: refused.get(couponId)! };
  });
}

/** The most that each coupon would give away: alone, or among the others. */
function worthsOf(verdicts: readonly CouponVerdict[], priced: PricedCart): Map<string, number> {
  const worths = new Map<string, number>();
  for (const verdict of verdicts) if (verdict.eligible) worths.set(verdict.couponId, verdict.aloneMinor);
  for (const applied of priced.coupons) {
    worths.set(applied.couponId, Math.max(worths.get(applied.couponId) ?? 0, worthOf(applied)));
  }
  return worths;
}

function checkBudget(
  { batchId, candidate: { couponId } }: UsableCoupon,
  worths: ReadonlyMap<string, number>,
  { budgetsLeft }: PreparedCheckout,
): { couponId: string; reasons: CheckoutReason[] }[] {
  const leftMinor = budgetsLeft.get(batchId);
  const requiredMinor = worths.get(couponId) ?? 0;
  if (leftMinor === undefined || requiredMinor <= leftMinor) return [];
  return [{ couponId, reasons: [{ code: 'BUDGET_EXHAUSTED', requiredMinor, leftMinor }] }];
}

function checkGift(coupon: UsableCoupon, products: ReadonlyMap<string, Product>): CheckoutReason[] {
  const { merchantId } = coupon.candidate;
  return giftsOf(coupon).flatMap((productId) => {
    const product = products.get(productId);
    const given = product && (merchantId === null || product.merchantId === merchantId);
    return given ? [] : [{ code: 'GIFT_NOT_SOLD' as const, productId }];
  });
}

/** Ids of the products that the coupon may add. */
export function giftsOf({ candidate: { rule } }: UsableCoupon): string[] {
  const gift = giftOf(rule);
  return gift === null ? [] : [gift.productId];
}
