import { allocate } from '../../../shared/allocate';
import type { PricingState } from '../cart/cart-view';
import { type Application, appliedToLines } from './benefit';

/** Takes an amount off the lines in scope, in proportion to what is left on each. */
export function takeFromLines(amountMinor: number, state: PricingState, scopeLines: Int32Array): Application {
  const weights = new Float64Array(scopeLines.length);
  for (let k = 0; k < scopeLines.length; k++) {
    weights[k] = state.leftMinor[scopeLines[k]!]!;
  }
  const shares = allocate(amountMinor, weights);
  for (let k = 0; k < scopeLines.length; k++) {
    state.leftMinor[scopeLines[k]!]! -= shares[k]!;
  }
  return appliedToLines(amountMinor, scopeLines, shares);
}
