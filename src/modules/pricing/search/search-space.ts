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
  /** Lines of all slots together: what measuring them costs. */
  readonly scopeLineCount: number;
  readonly scopeOf: Int32Array;
  /** The slot of the lines that each may take from: its scope's, or a larger one. */
  readonly reachOf: Int32Array;
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
  const scopes = new ScopeSlots();
  const groupOf = Int32Array.from(candidates, ({ onCart }) => intern(groups, onCart.terms.stackGroup!));
  const scopeOf = Int32Array.from(candidates, ({ onCart }) => scopes.slotOf(onCart.scope.lines));
  const reachOf = Int32Array.from(candidates, ({ onCart: { benefit, scope } }) =>
    scopes.slotOf(benefit.linesLookedAt(scope.lines)),
  );
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
    scopes: scopes.slots,
    scopeLineCount: scopes.slots.reduce((sum, { length }) => sum + length, 0),
    scopeOf,
    reachOf,
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

/** Lists of lines, each kept once. */
class ScopeSlots {
  readonly slots: Int32Array[] = [];
  private readonly byLines = new Map<Int32Array, number>();
  private readonly byHash = new Map<number, number[]>();

  slotOf(lines: Int32Array): number {
    // Rules of the same scope share one list.
    let slot = this.byLines.get(lines);
    if (slot === undefined) {
      slot = this.slotByContent(lines);
      this.byLines.set(lines, slot);
    }
    return slot;
  }

  private slotByContent(lines: Int32Array): number {
    const hash = hashOf(lines);
    const alike = this.byHash.get(hash) ?? [];
    const known = alike.find((slot) => areEqual(this.slots[slot]!, lines));
    if (known !== undefined) {
      return known;
    }
    this.byHash.set(hash, [...alike, this.slots.length]);
    return this.slots.push(lines) - 1;
  }
}

function hashOf(lines: Int32Array): number {
  let hash = lines.length;
  for (let k = 0; k < lines.length; k++) {
    hash = Math.imul(hash ^ lines[k]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  let k = a.length === b.length ? 0 : -1;
  while (k >= 0 && k < a.length && a[k] === b[k]) k++;
  return k === a.length;
}
