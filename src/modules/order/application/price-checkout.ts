import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { readTags } from '../../audience';
import { type CouponWindow, FindUsableCoupons, type UsableCoupon } from '../../coupon';
import {
  type Cart,
  type CouponVerdict,
  type PricedCart,
  type PricingContext,
  priceWith,
  quote,
  type Reason,
} from '../../rule';
import { buildCart, type CartItem } from '../domain/cart';
import type { Product } from '../domain/product';
import { hasLiveOrder } from '../infra/order-rows';
import { categoryLines, soldProducts } from '../infra/product-rows';
import { shippingPrice } from '../infra/shipping-rates';

/** What is bought, and the circumstances that conditions of coupons ask about. */
export interface Purchase {
  userId: string;
  items: readonly CartItem[];
  shippingCode: string | null;
  channel: string | null;
  paymentMethod: string | null;
}

/**
 * Also what the engine can't know: a gift that is not sold or not the coupon's merchant's to give, and a coupon that is not
 * among those that the user could use now.
 */
export type CheckoutReason =
  | Reason
  | { code: 'GIFT_NOT_SOLD'; productId: string }
  | { code: 'COUPON_NOT_AVAILABLE' };
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
  constructor(private readonly usableCoupons: FindUsableCoupons) {}

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
   * @throws AppError PRODUCT_NOT_FOUND, CART_INVALID with a pointer to each item at fault
   */
  async prepare(
    reader: SqlReader,
    purchase: Purchase,
    coupons: readonly UsableCoupon[],
    now: Date,
  ): Promise<PreparedCheckout> {
    const itemIds = purchase.items.map(({ productId }) => productId);
    const products = await soldProducts(reader, [...itemIds, ...coupons.flatMap(giftOf)]);
    const categoryIds = [...products.values()].map(({ categoryId }) => categoryId);
    const categories = await categoryLines(reader, categoryIds);
    const currency = products.get(itemIds[0]!)?.currency;
    const shippingMinor = await shippingOf(reader, purchase.shippingCode, currency);
    const built = buildCart(purchase.items, products, categories, shippingMinor);
    if ('code' in built) throw new AppError(built.code, { errors: built.errors });
    const asksFirst = coupons.some(({ candidate }) => candidate.rule.content.conditions?.firstOrder);
    const asksTags = coupons.some(({ candidate }) => candidate.rule.content.conditions?.userTags);
    const context: PricingContext = {
      now: now.getTime(),
      firstOrder: asksFirst && !(await hasLiveOrder(reader, purchase.userId)),
      userTags: asksTags ? await readTags(reader, purchase.userId) : [],
      channel: purchase.channel,
      paymentMethod: purchase.paymentMethod,
    };
    return { cart: built.cart, products, coupons, context };
  }
}

/** Which coupons help, why the others don't, and the best combination. */
export function quoteCheckout({ cart, products, coupons, context }: PreparedCheckout): CheckoutQuote {
  const giftReasons = new Map(
    coupons.map((coupon) => [coupon.candidate.couponId, checkGift(coupon, products)]),
  );
  const sound = coupons.filter(({ candidate }) => giftReasons.get(candidate.couponId)!.length === 0);
  const { verdicts, ...rest } = quote(
    cart,
    sound.map(({ candidate }) => candidate),
    context,
  );
  const byId = new Map(verdicts.map((verdict) => [verdict.couponId, verdict]));
  return {
    ...rest,
    verdicts: coupons.map(({ candidate: { couponId } }) => {
      return byId.get(couponId) ?? { couponId, eligible: false, reasons: giftReasons.get(couponId)! };
    }),
  };
}

/** The price with exactly the prepared coupons, or everything that stands in the way. */
export function priceSelection({ cart, products, coupons, context }: PreparedCheckout): Selection {
  const gifts = coupons
    .map((coupon) => ({ couponId: coupon.candidate.couponId, reasons: checkGift(coupon, products) }))
    .filter(({ reasons }) => reasons.length > 0);
  if (gifts.length > 0) return { refusals: gifts };
  const result = priceWith(
    cart,
    coupons.map(({ candidate }) => candidate),
    context,
  );
  return result.outcome === 'priced' ? { priced: result.priced } : { refusals: [...result.refusals] };
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
