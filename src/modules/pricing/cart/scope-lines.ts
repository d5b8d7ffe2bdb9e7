import type { CartLine } from '../pricing.types';
import type { RuleTerms } from '../terms/rule-terms';
import type { CartView } from './cart-view';

/** Lines of the cart that a rule looks at: positions in the view, ascending. */
export interface ScopeLines {
  readonly lines: Int32Array;
  readonly grossMinor: number;
  readonly quantity: number;
}

/**
 * The coupon's merchant's lines (all lines for a platform coupon, `merchantId` null), of those the rule's scope, less
 * its exclusions.
 */
export function linesInScope(view: CartView, merchantId: string | null, terms: RuleTerms): ScopeLines {
  const lines: number[] = [];
  let grossMinor = 0;
  let quantity = 0;
  for (let i = 0; i < view.lines.length; i++) {
    const line = view.lines[i]!;
    if (isOfMerchant(line, merchantId) && isInScope(line, terms) && !isExcluded(line, terms)) {
      lines.push(i);
      grossMinor += view.grossMinor[i]!;
      quantity += line.quantity;
    }
  }
  return { lines: Int32Array.from(lines), grossMinor, quantity };
}

/** Lines of listed products that a merchant's (or the platform's) coupon may touch: positions, ascending. */
export function linesOfProducts(
  view: CartView,
  merchantId: string | null,
  productIds: readonly string[],
): Int32Array {
  const positions = [...view.lines.keys()];
  return Int32Array.from(
    positions.filter((i) => {
      const line = view.lines[i]!;
      return isOfMerchant(line, merchantId) && productIds.includes(line.productId);
    }),
  );
}

function isOfMerchant(line: CartLine, merchantId: string | null): boolean {
  return merchantId === null || line.merchantId === merchantId;
}

function isInScope(line: CartLine, { scope }: RuleTerms): boolean {
  switch (scope.kind) {
    case 'categories':
      return line.categoryIds.some((id) => scope.categoryIds.includes(id));
    case 'products':
      return scope.productIds.includes(line.productId);
    default:
      return true;
  }
}

function isExcluded(line: CartLine, { exclude }: RuleTerms): boolean {
  const byProduct = exclude.productIds?.includes(line.productId) ?? false;
  return byProduct || line.categoryIds.some((id) => exclude.categoryIds?.includes(id) ?? false);
}

/** Sum of `amounts` over the given positions. */
export function sumOver(amounts: Float64Array, positions: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < positions.length; k++) {
    sum += amounts[positions[k]!]!;
  }
  return sum;
}
