import { applyTerms, boundOnWorth, scopeLeft, worthOf } from '../cart/apply-terms';
import { type CartView, copyState, freshState, type PricingState } from '../cart/cart-view';
import type { Candidate } from '../cart/terms-on-cart';
import { findIdleCoupon, valueOfSet } from './apply-set';
import { type CouponSet, compareSets, EMPTY_SET, sortedExpiries } from './compare-sets';
import { layOutSpace, measureScopes, type SearchSpace } from './search-space';
import { type BoundedCoupon, BoundKind, SetBound } from './set-bound';

export interface SearchResult {
  readonly best: CouponSet;
  /** 0: `best` is the optimum. Else the bound on work cut the search, and no set takes off more than this on top. */
  readonly maxGapMinor: number;
}

/** How many candidates the search may weigh, over all its nodes, before it settles for what it has. */
export const DEFAULT_WORK_LIMIT = 300_000;

/** A node of the search: what is left there, and per candidate a bound on all sets that go on with it. */
interface Level {
  readonly state: PricingState;
  readonly bound: Float64Array;
}

/**
 * Exact optimum by branch and bound over candidates in the order of application.
 *
 * A node is a set of coupons already applied; its children add one coupon that comes later in the order and belongs
 * to a group not used yet. Since no coupon ever takes more from less (see `worthOf`), what a candidate would take now
 * bounds what it can take anywhere below; `SetBound` bounds what several can take together, and lines can't give more
 * than is left on them. Children are tried from the highest bound down.
 */
class BestSetSearch {
  private best: CouponSet = EMPTY_SET;
  private bestEarliest = Infinity;
  private openBoundMinor = 0;

  private readonly used: Uint8Array;
  private readonly scopeLeftMinor: Float64Array;
  private readonly setBound: SetBound;
  private readonly path: Candidate[] = [];
  private readonly levels: Level[] = [];
  private readonly aloneMinor = new Map<Candidate, number>();

  constructor(
    private readonly view: CartView,
    private readonly space: SearchSpace,
    private workLeft: number,
  ) {
    this.used = new Uint8Array(space.groupCount);
    this.scopeLeftMinor = new Float64Array(space.scopes.length);
    this.setBound = new SetBound(space.groupCount);
    for (const [i, candidate] of space.candidates.entries()) {
      this.aloneMinor.set(candidate, space.aloneMinor[i]!);
    }
  }

  run(exclusives: readonly Candidate[]): SearchResult {
    const untouched = freshState(this.view);
    for (const candidate of exclusives) {
      const { onCart } = candidate;
      const valueMinor = worthOf(onCart, untouched, scopeLeft(onCart, untouched));
      this.consider({ candidates: [candidate], valueMinor });
    }
    this.considerStrongest();
    this.descend(0, 0, 0);
    return { best: this.best, maxGapMinor: Math.max(0, this.openBoundMinor - this.best.valueMinor) };
  }

  /** The strongest coupon of each group together: seldom the best set, mostly near it, so that bounds cut from the start. */
  private considerStrongest(): void {
    const strongest = new Map<number, number>();
    for (const [i, aloneMinor] of this.space.aloneMinor.entries()) {
      const group = this.space.groupOf[i]!;
      if (aloneMinor > (this.space.aloneMinor[strongest.get(group) ?? -1] ?? 0)) {
        strongest.set(group, i);
      }
    }
    const positions = [...strongest.values()].sort((a, b) => a - b);
    const candidates = positions.map((i) => this.space.candidates[i]!);
    this.consider({ candidates, valueMinor: valueOfSet(this.view, candidates) });
  }

  /** Tries every candidate from position `start` on, on top of the coupons in `path`, which take off `valueMinor`. */
  private descend(depth: number, start: number, valueMinor: number): void {
    const { bound } = this.levelAt(depth);
    for (const i of this.promisingChildren(depth, start, valueMinor)) {
      if (!this.canImprove(bound[i]!, i)) {
        continue;
      }
      if (this.workLeft > 0) {
        this.take(depth, i, valueMinor);
      } else {
        this.openBoundMinor = Math.max(this.openBoundMinor, bound[i]!);
      }
    }
  }

  private take(depth: number, i: number, valueBefore: number): void {
    const { state, bound } = this.levelAt(depth);
    const candidate = this.space.candidates[i]!;
    const { onCart } = candidate;
    const worthMinor = worthOf(onCart, state, scopeLeft(onCart, state));
    if (worthMinor === 0) {
      return;
    }
    const valueMinor = valueBefore + worthMinor;
    const group = this.space.groupOf[i]!;
    this.path.push(candidate);
    this.used[group] = 1;
    this.consider({ candidates: this.path, valueMinor });
    if (bound[i]! > valueMinor) {
      const next = this.levelAt(depth + 1).state;
      copyState(state, next);
      applyTerms(onCart, next, worthMinor);
      this.descend(depth + 1, i + 1, valueMinor);
    }
    this.used[group] = 0;
    this.path.pop();
  }

  /**
   * Weighs the candidates from `start` on, from the last to the first, so that the bound of each counts only what
   * comes after it. Returns those that may lead to a better set, the highest bound first.
   */
  private promisingChildren(depth: number, start: number, valueMinor: number): number[] {
    const { candidates, groupOf, scopeOf, giftsMinor } = this.space;
    const { state, bound } = this.levelAt(depth);
    const leftMinor = measureScopes(this.space, state, this.scopeLeftMinor);
    const ceilingMinor = valueMinor + leftMinor + state.shippingLeftMinor + giftsMinor;
    const children: number[] = [];
    this.setBound.reset();
    this.workLeft -= candidates.length - start;
    for (let i = candidates.length - 1; i >= start; i--) {
      const group = groupOf[i]!;
      if (this.used[group] === 1) {
        continue;
      }
      const { onCart } = candidates[i]!;
      const scopeLeftMinor = this.scopeLeftMinor[scopeOf[i]!]!;
      const worthMinor = boundOnWorth(onCart, state, scopeLeftMinor);
      if (worthMinor === 0) {
        continue;
      }
      const coupon = this.boundedCoupon(i, worthMinor, scopeLeftMinor, leftMinor);
      bound[i] = Math.min(ceilingMinor, valueMinor + this.setBound.sumWith(coupon));
      if (this.canImprove(bound[i]!, i)) {
        bound[i] = Math.min(ceilingMinor, valueMinor + this.setBound.mixWith(coupon, leftMinor));
        if (this.canImprove(bound[i]!, i)) {
          children.push(i);
        }
      }
      this.setBound.add(coupon);
    }
    return children.sort((a, b) => bound[b]! - bound[a]! || a - b);
  }

  /** Candidate `i` as the bound sees it in a state where it would take `worthMinor`. */
  private boundedCoupon(
    i: number,
    worthMinor: number,
    scopeLeftMinor: number,
    leftMinor: number,
  ): BoundedCoupon {
    const group = this.space.groupOf[i]!;
    const { benefit, scope } = this.space.candidates[i]!.onCart;
    const lineCount = scope.lines.length;
    const shrinking = this.space.shrinkingOf[i]!;
    if (shrinking === 'shrunk') {
      return { group, kind: BoundKind.Scaled, worthMinor, fraction: 0, lineCount };
    }
    if (shrinking === 'none' || worthMinor >= benefit.largestMinor()) {
      return { group, kind: BoundKind.Flat, worthMinor, fraction: 0, lineCount };
    }
    // What was rounded down counts again: never less than the rule's own percentage.
    const fraction = Math.min(1, (worthMinor + 1) / scopeLeftMinor);
    const kind = scopeLeftMinor === leftMinor ? BoundKind.Scaler : BoundKind.Scaled;
    return { group, kind, worthMinor, fraction, lineCount };
  }

  /** Whether a set with the coupons in `path`, candidate `i` and any later ones could be better than the best so far. */
  private canImprove(boundMinor: number, i: number): boolean {
    if (boundMinor !== this.best.valueMinor) {
      return boundMinor > this.best.valueMinor;
    }
    let earliest = this.space.earliestFrom[i]!;
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
    const alone = (candidate: Candidate) => this.aloneMinor.get(candidate) ?? set.valueMinor;
    if (findIdleCoupon(this.view, set.candidates, set.valueMinor, alone) === undefined) {
      this.best = { candidates: [...set.candidates], valueMinor: set.valueMinor };
      this.bestEarliest = sortedExpiries(set)[0]!;
    }
  }

  private levelAt(depth: number): Level {
    let level = this.levels[depth];
    if (level === undefined) {
      level = { state: freshState(this.view), bound: new Float64Array(this.space.candidates.length) };
      this.levels[depth] = level;
    }
    return level;
  }
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
  return new BestSetSearch(view, layOutSpace(view, combinable), workLimit).run(exclusives);
}
