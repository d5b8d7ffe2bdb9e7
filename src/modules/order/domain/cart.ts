import type { FieldError } from '../../../shared/errors';
import type { Product } from '../../catalogue';
import type { Cart } from '../../pricing';

/** What a user wants: products and quantities, nothing about prices. */
export interface CartItem {
  productId: string;
  quantity: number;
}

export const MAX_CART_ITEMS = 1_000;
export const MAX_QUANTITY = 100_000;
/** The most that a cart may be worth: every sum of minor units stays exact. */
export const MAX_CART_MINOR = 1_000_000_000_000;

export type CartResult =
  | { cart: Cart }
  | { code: 'PRODUCT_NOT_FOUND' | 'CART_INVALID'; errors: FieldError[] };

/**
 * The cart as the pricing engine takes it, from what the catalogue says.
 * @param products those of the items that can be ordered
 * @param categories per category its own id and its ancestors'
 * @param shippingMinor in the currency of the cart
 */
export function buildCart(
  items: readonly CartItem[],
  products: ReadonlyMap<string, Product>,
  categories: ReadonlyMap<string, readonly string[]>,
  shippingMinor: number,
): CartResult {
  const missing = items.flatMap(({ productId }, at) => (products.has(productId) ? [] : [notSold(at)]));
  if (missing.length > 0) return { code: 'PRODUCT_NOT_FOUND', errors: missing };
  const currency = products.get(items[0]!.productId)!.currency;
  const foreign = items.flatMap(({ productId }, at) => {
    const other = products.get(productId)!.currency;
    return other === currency ? [] : [otherCurrency(at, other, currency)];
  });
  if (foreign.length > 0) return { code: 'CART_INVALID', errors: foreign };
  const lines = items.map(({ productId, quantity }, at) => {
    const { merchantId, categoryId, priceMinor } = products.get(productId)!;
    return {
      lineId: String(at + 1),
      productId,
      merchantId,
      categoryIds: categories.get(categoryId) ?? [categoryId],
      unitPriceMinor: priceMinor,
      quantity,
    };
  });
  const worth = lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, shippingMinor);
  if (worth > MAX_CART_MINOR) return { code: 'CART_INVALID', errors: [tooLarge()] };
  return { cart: { currency, lines, shippingMinor } };
}

function notSold(at: number): FieldError {
  return {
    pointer: `/items/${at}/productId`,
    code: 'PRODUCT_NOT_FOUND',
    message: 'the product does not exist or is not sold',
  };
}

function otherCurrency(at: number, other: string, currency: string): FieldError {
  return {
    pointer: `/items/${at}/productId`,
    code: 'MIXED_CURRENCIES',
    message: `the product is sold in ${other}, the first one in ${currency}: an order has one currency`,
  };
}

function tooLarge(): FieldError {
  return {
    pointer: '/items',
    code: 'AMOUNT_TOO_LARGE',
    message: `an order is worth at most ${MAX_CART_MINOR} minor units`,
  };
}
