import { compareIds } from '../../../shared/compare-ids';
import { isMinorAmount } from '../../../shared/money';
import type { Cart, CartLine } from '../pricing.types';
import { LineIndex } from './line-index';
import type { ScopeLines } from './scope-lines';

/** Bounds of one pricing: beyond them the caller made a mistake, and a RangeError says so. */
export const MAX_CART_LINES = 2_000;
export const MAX_COUPONS = 5_000;
/** The most coupons that one order may use, and so the most that a best set holds. */
export const MAX_COUPONS_IN_SET = 50;

/**
 * The cart as the engine works on it. Lines are sorted by line id (2 before 10), and everything inside the engine
 * names a line by its position here: so nothing depends on the order in which the caller listed them.
 */
export interface CartView {
  readonly cart: Cart;
  readonly lines: readonly CartLine[];
  readonly grossMinor: Float64Array;
  readonly quantities: Float64Array;
  readonly unitPricesMinor: Float64Array;
  readonly totalGrossMinor: number;
  readonly index: LineIndex;
  /** Scopes that were looked up, by merchant and words: many rules have the same. */
  readonly scopes: Map<string, ScopeLines>;
}

/** What coupons have left so far. The engine's only mutable value; it never leaves the engine. */
export interface PricingState {
  /** Per line: gross less all shares so far. */
  readonly leftMinor: Float64Array;
  /** Per line: units that no line offer has used in a set. */
  readonly freeUnits: Float64Array;
  /** false as long as `freeUnits` are the cart's own quantities. */
  unitsUsed: boolean;
  shippingLeftMinor: number;
}

export function viewCart(cart: Cart): CartView {
  if (cart.lines.length > MAX_CART_LINES) {
    throw new RangeError(`a cart has at most ${MAX_CART_LINES} lines, not ${cart.lines.length}`);
  }
  if (!isMinorAmount(cart.shippingMinor)) {
    throw new RangeError(`shippingMinor ${cart.shippingMinor} is no amount`);
  }
  const lines = [...cart.lines].sort((a, b) => compareIds(a.lineId, b.lineId));
  const grossMinor = Float64Array.from(lines, grossOf);
  let totalGrossMinor = 0;
  for (const [i, line] of lines.entries()) {
    if (i > 0 && lines[i - 1]!.lineId === line.lineId) {
      throw new RangeError(`line id ${line.lineId} occurs twice`);
    }
    totalGrossMinor += grossMinor[i]!;
  }
  if (!isMinorAmount(totalGrossMinor + cart.shippingMinor)) {
    throw new RangeError('the cart is worth more than a safe integer can hold');
  }
  const quantities = Float64Array.from(lines, ({ quantity }) => quantity);
  const unitPricesMinor = Float64Array.from(lines, ({ unitPriceMinor }) => unitPriceMinor);
  const index = new LineIndex(lines);
  return { cart, lines, grossMinor, quantities, unitPricesMinor, totalGrossMinor, index, scopes: new Map() };
}

function grossOf(line: CartLine): number {
  const grossMinor = line.unitPriceMinor * line.quantity;
  const countable = Number.isSafeInteger(line.quantity) && line.quantity > 0;
  if (!countable || !isMinorAmount(line.unitPriceMinor) || !isMinorAmount(grossMinor)) {
    throw new RangeError(`line ${line.lineId}: ${line.quantity} × ${line.unitPriceMinor} is no amount`);
  }
  return grossMinor;
}

export function freshState(view: CartView): PricingState {
  return {
    leftMinor: view.grossMinor.slice(),
    freeUnits: view.quantities.slice(),
    unitsUsed: false,
    shippingLeftMinor: view.cart.shippingMinor,
  };
}

/** Overwrites `target` with `source`: the search keeps one state per depth instead of allocating one per try. */
export function copyState(source: PricingState, target: PricingState): void {
  target.leftMinor.set(source.leftMinor);
  target.freeUnits.set(source.freeUnits);
  target.unitsUsed = source.unitsUsed;
  target.shippingLeftMinor = source.shippingLeftMinor;
}
