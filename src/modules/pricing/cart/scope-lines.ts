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
  const { scope, exclude } = terms;
  const key = JSON.stringify([merchantId, scope, exclude]);
  let found = view.scopes.get(key);
  if (found === undefined) {
    found = findLines(view, merchantId, terms);
    view.scopes.set(key, found);
  }
  return found;
}

function findLines(view: CartView, merchantId: string | null, { scope, exclude }: RuleTerms): ScopeLines {
  const marked = new Uint8Array(view.lines.length);
  if (scope.kind === 'categories') {
    markCategories(view, scope.categoryIds, marked, 1);
  } else if (scope.kind === 'products') {
    markProducts(view, scope.productIds, marked, 1);
  } else {
    marked.fill(1);
  }
  markCategories(view, exclude.categoryIds ?? [], marked, 0);
  markProducts(view, exclude.productIds ?? [], marked, 0);
  const lines = markedOfMerchant(view, merchantId, marked);
  return { lines, grossMinor: sumOver(view.grossMinor, lines), quantity: sumOver(view.quantities, lines) };
}

/** Lines of listed products that a merchant's (or the platform's) coupon may touch: positions, ascending. */
export function linesOfProducts(
  view: CartView,
  merchantId: string | null,
  productIds: readonly string[],
): Int32Array {
  const marked = new Uint8Array(view.lines.length);
  markProducts(view, productIds, marked, 1);
  return markedOfMerchant(view, merchantId, marked);
}

function markCategories(view: CartView, ids: readonly string[], marked: Uint8Array, mark: 0 | 1): void {
  for (const id of ids) {
    for (const i of view.index.ofCategory(id)) marked[i] = mark;
  }
}

function markProducts(view: CartView, ids: readonly string[], marked: Uint8Array, mark: 0 | 1): void {
  for (const id of ids) {
    for (const i of view.index.ofProduct(id)) marked[i] = mark;
  }
}

function markedOfMerchant(view: CartView, merchantId: string | null, marked: Uint8Array): Int32Array {
  const { merchants } = view.index;
  const merchant = merchantId === null ? -1 : view.index.numberOf(merchantId);
  let count = 0;
  for (let i = 0; i < marked.length; i++) {
    if (merchant !== -1 && merchants[i] !== merchant) marked[i] = 0;
    count += marked[i]!;
  }
  const positions = new Int32Array(count);
  let k = 0;
  for (let i = 0; k < count; i++) {
    if (marked[i] === 1) positions[k++] = i;
  }
  return positions;
}

/** The positions of `ordered` that are among `positions`, in the order of the former. */
export function keepOrder(ordered: Int32Array, positions: Int32Array): Int32Array {
  const marked = new Uint8Array(ordered.length);
  for (let k = 0; k < positions.length; k++) marked[positions[k]!] = 1;
  const kept = new Int32Array(positions.length);
  let count = 0;
  for (let k = 0; count < kept.length; k++) {
    if (marked[ordered[k]!] === 1) kept[count++] = ordered[k]!;
  }
  return kept;
}

/** Sum of `amounts` over the given positions. */
export function sumOver(amounts: Float64Array, positions: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < positions.length; k++) {
    sum += amounts[positions[k]!]!;
  }
  return sum;
}
