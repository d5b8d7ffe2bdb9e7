import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../../platform/database';
import { AppError } from '../../../../shared/errors';
import { readBudgetsLeft } from '../../../batch';
import { ReadCategoryLines, shippingPrice, soldProducts } from '../../../catalogue';
import { type CouponWindow, FindUsableCoupons, type UsableCoupon } from '../../../coupon';
import type { PricingContext } from '../../../pricing';
import { buildCart, type CartItem } from '../../domain/cart';
import { giftsOf, type PreparedCheckout } from '../../domain/price-selection';
import { hasLiveOrder } from '../../infra/order-rows';
import { readAskedTags } from './read-asked-tags';

/** What is bought, and the circumstances that conditions of coupons ask about. */
export interface Purchase {
  userId: string;
  items: readonly CartItem[];
  shippingCode: string | null;
  channel: string | null;
  paymentMethod: string | null;
}

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
    const giftIds = coupons.flatMap(giftsOf).filter((productId) => !items.has(productId));
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
