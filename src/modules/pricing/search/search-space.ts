import type { Shrinking } from '../benefits/benefit';
import { scopeLeft, worthOf } from '../cart/apply-terms';
import { type CartView, freshState, type PricingState } from '../cart/cart-view';
import { sumOver } from '../cart/scope-lines';
import type { Candidate } from '../cart/terms-on-cart';

/** What the search needs to know of its candidates again and again, laid out by their position. */
export interface SearchSpace {
  readonly candidates: readonly Candidate[];
  readonly groupCount: number;
  readonly groupOf: Int32Array;
  /** Scopes that hold the same lines are one slot, measured once per node. */
  readonly scopes: readonly Int32Array[];
  readonly scopeOf: Int32Array;
  readonly shrinkingOf: readonly Shrinking[];
  /** Earliest expiry among the candidates from a position on; one longer than the candidates. */
  readonly earliestFrom: Float64Array;
  /** What each takes off alone. */
  readonly aloneMinor: Float64Array;
  /** The most that gifts can add: one per group. */
  readonly giftsMinor: number;
}

/** @param candidates in the order of application, none of them exclusive */
export function layOutSpace(view: CartView, candidates: readonly Candidate[]): SearchSpace {
  const untouched = freshState(view);
  const groups = new Map<string, number>();
  const slots = new Map<string, number>();
  const scopes: Int32Array[] = [];
  const groupOf = Int32Array.from(candidates, ({ onCart }) => intern(groups, onCart.terms.stackGroup!));
  const scopeOf = Int32Array.from(candidates, ({ onCart }) => {
    const slot = intern(slots, onCart.scope.lines.join());
    scopes[slot] = onCart.scope.lines;
    return slot;
  });
  const earliestFrom = new Float64Array(candidates.length + 1).fill(Infinity);
  for (let i = candidates.length - 1; i >= 0; i--) {
    earliestFrom[i] = Math.min(candidates[i]!.coupon.validUntil, earliestFrom[i + 1]!);
  }
  const aloneMinor = Float64Array.from(candidates, ({ onCart }) =>
    worthOf(onCart, untouched, scopeLeft(onCart, untouched)),
  );
  const giftOfGroup = new Float64Array(groups.size);
  for (const [i, { onCart }] of candidates.entries()) {
    if (onCart.benefit.gift !== null) {
      const group = groupOf[i]!;
      giftOfGroup[group] = Math.max(giftOfGroup[group]!, aloneMinor[i]!);
    }
  }
  return {
    candidates,
    groupCount: groups.size,
    groupOf,
    scopes,
    scopeOf,
    shrinkingOf: candidates.map(({ onCart }) => onCart.benefit.shrinking),
    earliestFrom,
    aloneMinor,
    giftsMinor: giftOfGroup.reduce((sum, gift) => sum + gift, 0),
  };
}

/** What is left on the lines of each scope slot, written into `target`; returns what is left on all lines. */
export function measureScopes(space: SearchSpace, state: PricingState, target: Float64Array): number {
  for (let slot = 0; slot < space.scopes.length; slot++) {
    target[slot] = sumOver(state.leftMinor, space.scopes[slot]!);
  }
  let leftMinor = 0;
  for (let i = 0; i < state.leftMinor.length; i++) {
    leftMinor += state.leftMinor[i]!;
  }
  return leftMinor;
}

function intern(known: Map<string, number>, key: string): number {
  const slot = known.get(key) ?? known.size;
  known.set(key, slot);
  return slot;
}
