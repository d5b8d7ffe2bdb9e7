import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { readBudgetsLeft } from '../../batch';
import type { Product } from '../../catalogue';
import { ReadCategoryLines, shippingPrice, soldProducts } from '../../catalogue';
import { type CouponWindow, FindUsableCoupons, type UsableCoupon } from '../../coupon';
import {
  type Cart,
  type CouponVerdict,
  type PricedCart,
  type PricingContext,
  priceWith,
  quote,
  type Reason,
} from '../../pricing';
import { buildCart, type CartItem } from '../domain/cart';
import { worthOf } from '../domain/stored-order';
import { hasLiveOrder } from '../infra/order-rows';
import { readAskedTags } from './read-asked-tags';

/** What is bought, and the circumstances that conditions of coupons ask about. */
export interface Purchase {
  userId: string;
  items: readonly CartItem[];
  shippingCode: string | null;
  channel: string | null;
  paymentMethod: string | null;
}

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

/** Prices purchases. Quote and order call the same functions, so they can't disagree about the same facts. */
@Injectable()
export class PriceCheckout {
  constructor(
    private readonly usableCoupons: FindUsableCoupons,
    private readonly readCategoryLines: ReadCategoryLines,
  ) {}

  /** Every coupon that the user could use now. */
  coupons(reader: SqlReader, userId: string, now: Date): Promise<UsableCoupon[]> {
    return this.usableCoupons.execute(reader, userId, now);
  }

  /** The terms of coupons that were read already, in their order. */
  withTerms(reader: SqlReader, coupons: readonly CouponWindow[]): Promise<UsableCoupon[]> {
    return this.usableCoupons.withTerms(reader, coupons);
  }

  /**
   * Reads what the price depends on.
   * @param finding the coupons, which are looked for together with the products
   * @param budgets false: budgets are not looked at, because reserving decides
   * @throws AppError PRODUCT_NOT_FOUND, CART_INVALID with a pointer to each item at fault
   */
  async prepare(
    reader: SqlReader,
    purchase: Purchase,
    finding: Promise<readonly UsableCoupon[]>,
    { now, budgets }: { now: Date; budgets: boolean },
  ): Promise<PreparedCheckout> {
    const itemIds = purchase.items.map(({ productId }) => productId);
    const [coupons, items] = await Promise.all([finding, soldProducts(reader, itemIds)]);
    const giftIds = coupons.flatMap(giftOf).filter((productId) => !items.has(productId));
    const products = new Map([...items, ...(await soldProducts(reader, giftIds))]);
    const categoryIds = [...products.values()].map(({ categoryId }) => categoryId);
    const categories = await this.readCategoryLines.execute(reader, categoryIds);
    const currency = products.get(itemIds[0]!)?.currency;
    const shippingMinor = await shippingOf(reader, purchase.shippingCode, currency);
    const built = buildCart(purchase.items, products, categories, shippingMinor);
    if ('code' in built) throw new AppError(built.code, { errors: built.errors });
    const asksFirst = coupons.some(({ candidate }) => candidate.rule.content.conditions?.firstOrder);
    const context: PricingContext = {
      now: now.getTime(),
      firstOrder: asksFirst && !(await hasLiveOrder(reader, purchase.userId)),
      userTags: await readAskedTags(reader, purchase.userId, coupons),
      channel: purchase.channel,
      paymentMethod: purchase.paymentMethod,
    };
    const budgeted = budgets ? coupons.filter((coupon) => coupon.budgeted) : [];
    const budgetsLeft = await readBudgetsLeft(
      reader,
      budgeted.map(({ batchId }) => batchId),
    );
    return { cart: built.cart, products, coupons, context, budgetsLeft };
  }
}

/** Which coupons help, why the others don't, and the best combination that gifts and budgets allow. */
export function quoteCheckout(prepared: PreparedCheckout): CheckoutQuote {
  const { cart, coupons, context } = prepared;
  const refused = refuseGifts(prepared);
  for (;;) {
    const sound = coupons.filter(({ candidate }) => !refused.has(candidate.couponId));
    const { verdicts, ...rest } = quote(
      cart,
      sound.map(({ candidate }) => candidate),
      context,
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

function giftOf({ candidate: { rule } }: UsableCoupon): string[] {
  const { content } = rule;
  return 'offer' in content && content.offer.kind === 'freeItem' ? [content.offer.productId] : [];
}

function checkGift(coupon: UsableCoupon, products: ReadonlyMap<string, Product>): CheckoutReason[] {
  const { merchantId } = coupon.candidate;
  return giftOf(coupon).flatMap((productId) => {
    const product = products.get(productId);
    const given = product && (merchantId === null || product.merchantId === merchantId);
    return given ? [] : [{ code: 'GIFT_NOT_SOLD' as const, productId }];
  });
}

/** Without a way of shipping nothing is shipped and nothing charged. */
async function shippingOf(
  reader: SqlReader,
  code: string | null,
  currency: string | undefined,
): Promise<number> {
  if (code === null || currency === undefined) return 0;
  const price = await shippingPrice(reader, code, currency);
  if (price !== undefined) return price;
  throw new AppError('CART_INVALID', {
    errors: [
      {
        pointer: '/shippingCode',
        code: 'SHIPPING_UNKNOWN',
        message: `there is no way of shipping "${code}" with a price in ${currency}`,
      },
    ],
  });
}
