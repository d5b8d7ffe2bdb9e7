import { findIdleCoupon } from './apply-set';
import { applyTerms, scopeLeft, worthOf } from './apply-terms';
import { type CartView, copyState, freshState, type PricingState } from './cart-view';
import { type CouponSet, compareSets, EMPTY_SET, sortedExpiries } from './compare-sets';
import { sumOver } from './scope-lines';
import type { Candidate } from './terms-on-cart';

export interface SearchResult {
  readonly best: CouponSet;
  /** 0: `best` is the optimum. Else the bound on work cut the search, and no set takes off more than this on top. */
  readonly maxGapMinor: number;
}

/** How many candidates the search may weigh, over all its nodes, before it settles for what it has. */
export const DEFAULT_WORK_LIMIT = 400_000;

/**
 * Exact optimum by branch and bound over candidates in the order of application.
 *
 * A node is a set of coupons already applied; its children add one coupon that comes later in the order and belongs
 * to a group not used yet. Since no coupon ever takes more from less (see `worthOf`), a node's value plus, for each
 * unused group, the most that one of its later coupons would take right now, is a bound on everything below it; and
 * lines can't give more than is left on them. Children are tried from the highest bound down.
 */
class BestSetSearch {
  private best: CouponSet = EMPTY_SET;
  private bestEarliest = Infinity;
  private openBoundMinor = 0;
  private workLeft: number;

  private readonly groupOf: Int32Array;
  private readonly groupCount: number;
  private readonly used: Uint8Array;
  private readonly scopes: Int32Array[] = [];
  private readonly scopeOf: Int32Array;
  private readonly scopeLeftMinor: Float64Array;
  /** Earliest expiry among the candidates from a position on. */
  private readonly earliestFrom: Float64Array;
  private readonly aloneMinor = new Map<Candidate, number>();
  private readonly path: Candidate[] = [];
  private readonly levels: { state: PricingState; worth: Float64Array; bound: Float64Array }[] = [];

  constructor(
    private readonly view: CartView,
    private readonly candidates: readonly Candidate[],
    workLimit: number,
  ) {
    this.workLeft = workLimit;
    const groups = new Map<string, number>();
    const scopes = new Map<string, number>();
    this.groupOf = Int32Array.from(candidates, ({ onCart }) => intern(groups, onCart.terms.stackGroup ?? ''));
    this.scopeOf = Int32Array.from(candidates, ({ onCart }) => {
      const slot = intern(scopes, onCart.scope.lines.join());
      this.scopes[slot] = onCart.scope.lines;
      return slot;
    });
    this.groupCount = groups.size;
    this.used = new Uint8Array(groups.size);
    this.scopeLeftMinor = new Float64Array(this.scopes.length);
    this.earliestFrom = new Float64Array(candidates.length + 1).fill(Infinity);
    for (let i = candidates.length - 1; i >= 0; i--) {
      this.earliestFrom[i] = Math.min(candidates[i]!.coupon.validUntil, this.earliestFrom[i + 1]!);
    }
  }

  run(exclusives: readonly Candidate[]): SearchResult {
    const untouched = freshState(this.view);
    for (const candidate of [...exclusives, ...this.candidates]) {
      const { onCart } = candidate;
      this.aloneMinor.set(candidate, worthOf(onCart, this.view, untouched, scopeLeft(onCart, untouched)));
    }
    for (const candidate of exclusives) {
      this.consider({ candidates: [candidate], valueMinor: this.aloneMinor.get(candidate)! });
    }
    this.descend(0, 0, 0);
    return { best: this.best, maxGapMinor: Math.max(0, this.openBoundMinor - this.best.valueMinor) };
  }

  /** Tries every candidate from position `start` on, on top of the coupons in `path`, which take off `valueMinor`. */
  private descend(depth: number, start: number, valueMinor: number): void {
    const { worth, bound } = this.levelAt(depth);
    this.weigh(depth, start, valueMinor);
    for (const i of this.promisingChildren(depth, start)) {
      if (!this.canImprove(bound[i]!, i)) {
        continue;
      }
      if (this.workLeft <= 0) {
        this.openBoundMinor = Math.max(this.openBoundMinor, bound[i]!);
        continue;
      }
      this.take(depth, i, valueMinor + worth[i]!);
    }
  }

  private take(depth: number, i: number, valueMinor: number): void {
    const { state, worth, bound } = this.levelAt(depth);
    const candidate = this.candidates[i]!;
    this.path.push(candidate);
    this.used[this.groupOf[i]!] = 1;
    this.consider({ candidates: this.path, valueMinor });
    if (bound[i]! > valueMinor) {
      const next = this.levelAt(depth + 1).state;
      copyState(state, next);
      applyTerms(candidate.onCart, this.view, next, worth[i]!);
      this.descend(depth + 1, i + 1, valueMinor);
    }
    this.used[this.groupOf[i]!] = 0;
    this.path.pop();
  }

  /** Fills, for every candidate from `start` on, what it takes off here and the bound on all sets that go on with it. */
  private weigh(depth: number, start: number, valueMinor: number): void {
    const { state, worth, bound } = this.levelAt(depth);
    for (let slot = 0; slot < this.scopes.length; slot++) {
      this.scopeLeftMinor[slot] = sumOver(state.leftMinor, this.scopes[slot]!);
    }
    const mostOfGroup = new Float64Array(this.groupCount);
    let mostOfGroups = 0;
    for (let i = this.candidates.length - 1; i >= start; i--) {
      const group = this.groupOf[i]!;
      worth[i] = 0;
      if (this.used[group] === 0) {
        const { onCart } = this.candidates[i]!;
        const own = worthOf(onCart, this.view, state, this.scopeLeftMinor[this.scopeOf[i]!]!);
        worth[i] = own;
        bound[i] = valueMinor + own + mostOfGroups - mostOfGroup[group]!;
        if (own > mostOfGroup[group]!) {
          mostOfGroups += own - mostOfGroup[group]!;
          mostOfGroup[group] = own;
        }
      }
    }
    this.workLeft -= this.candidates.length - start;
  }

  private promisingChildren(depth: number, start: number): number[] {
    const { worth, bound } = this.levelAt(depth);
    const children: number[] = [];
    const { length } = this.candidates;
    for (let i = start; i < length; i++) {
      if (worth[i]! > 0 && this.canImprove(bound[i]!, i)) {
        children.push(i);
      }
    }
    return children.sort((a, b) => bound[b]! - bound[a]! || a - b);
  }

  /** Whether a set with the coupons in `path`, candidate `i` and any later ones could be better than the best so far. */
  private canImprove(boundMinor: number, i: number): boolean {
    if (boundMinor !== this.best.valueMinor) {
      return boundMinor > this.best.valueMinor;
    }
    let earliest = this.earliestFrom[i]!;
    for (const { coupon } of this.path) {
      earliest = Math.min(earliest, coupon.validUntil);
    }
    const fewest = this.path.length + 1;
    return (
      earliest < this.bestEarliest ||
      (earliest === this.bestEarliest && fewest <= this.best.candidates.length)
    );
  }

  private consider(set: CouponSet): void {
    if (compareSets(set, this.best) >= 0) {
      return;
    }
    const alone = (candidate: Candidate) => this.aloneMinor.get(candidate)!;
    if (findIdleCoupon(this.view, set.candidates, set.valueMinor, alone) === undefined) {
      this.best = { candidates: [...set.candidates], valueMinor: set.valueMinor };
      this.bestEarliest = sortedExpiries(set)[0]!;
    }
  }

  private levelAt(depth: number): { state: PricingState; worth: Float64Array; bound: Float64Array } {
    let level = this.levels[depth];
    if (level === undefined) {
      level = {
        state: freshState(this.view),
        worth: new Float64Array(this.candidates.length),
        bound: new Float64Array(this.candidates.length),
      };
      this.levels[depth] = level;
    }
    return level;
  }
}

function intern(known: Map<string, number>, key: string): number {
  const slot = known.get(key) ?? known.size;
  known.set(key, slot);
  return slot;
}

/**
 * The best combination of eligible coupons.
 *
 * @param ordered   one candidate per terms, in the order of application
 * @param workLimit see DEFAULT_WORK_LIMIT
 */
export function searchBestSet(
  view: CartView,
  ordered: readonly Candidate[],
  workLimit: number = DEFAULT_WORK_LIMIT,
): SearchResult {
  const exclusives = ordered.filter(({ onCart }) => onCart.terms.stackGroup === null);
  const combinable = ordered.filter(({ onCart }) => onCart.terms.stackGroup !== null);
  return new BestSetSearch(view, combinable, workLimit).run(exclusives);
}
