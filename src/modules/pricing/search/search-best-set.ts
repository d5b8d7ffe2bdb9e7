import { boundOnWorth, scopeLeft, worthOf } from '../cart/apply-terms';
import {
  type CartView,
  copyState,
  freshState,
  MAX_COUPONS_IN_SET,
  type PricingState,
} from '../cart/cart-view';
import type { Candidate } from '../cart/terms-on-cart';
import { SetTrial } from './apply-set';
import { type Choice, Climb } from './climb';
import { type CouponSet, compareSets, EMPTY_SET, sortedExpiries } from './compare-sets';
import { Reach } from './reach';
import { layOutSpace, measureScopes, type SearchSpace } from './search-space';
import { type BoundedCoupon, BoundKind, MAX_MIXED_GROUPS, SetBound } from './set-bound';
import { Work } from './work';

export interface SearchResult {
  readonly best: CouponSet;
  /** 0: `best` is the optimum. Else the bound on work cut the search, and no set takes off more than this on top. */
  readonly maxGapMinor: number;
}

/**
 * In units of `Work`, before the search settles for what it has: a few milliseconds, so that a quote never holds the
 * event loop for long, whatever the cart and the coupons.
 */
export const DEFAULT_WORK_LIMIT = 800_000;

/**
 * Of the work, what proving the optimum may take, the rest being for the climb: most of it where there are so few groups
 * that the tight bound helps, and less where a proof is seldom to be had.
 */
const PROOF_SHARE_OF_FEW_GROUPS = 0.7;
const PROOF_SHARE = 0.3;
/** What weighing one candidate at a node costs, one line of a scope, and one mix of the tight bound; see `Work`. */
const UNITS_PER_CANDIDATE = 6;
const UNITS_PER_MEASURED_LINE = 0.4;
const UNITS_PER_MIX = 2;

/** A node of the search: what is left there, and per candidate a bound on all sets that go on with it. */
interface Level {
  readonly state: PricingState;
  readonly bound: Float64Array;
}

/** A set on which the search may go on, by the positions of its coupons, and the bound on all sets that hold it. */
interface Deferred {
  readonly positions: readonly number[];
  readonly boundMinor: number;
}

/**
 * Exact optimum by branch and bound over candidates in the order of application.
 *
 * A node is a set of coupons already applied; its children add one coupon that comes later in the order and belongs
 * to a group not used yet. Since no coupon ever takes more from less (see `worthOf`), what a candidate would take now
 * bounds what it can take anywhere below; `SetBound` bounds what several can take together, and lines can't give more
 * than is left on those that the coupons reach. Children are tried from the highest bound down.
 *
 * Before it starts, `Climb` finds a good set, so that bounds cut from the start and a search that is cut has something.
 * Sets in which one coupon has become idle are seldom part of a better one: they wait until all others are done.
 */
class BestSetSearch {
  private best: CouponSet = EMPTY_SET;
  private bestEarliest = Infinity;
  private openBoundMinor = 0;
  private deferred: Deferred[] = [];
  private defersIdle = true;

  private readonly used: Uint8Array;
  private readonly scopeLeftMinor: Float64Array;
  private readonly setBound: SetBound;
  private readonly reach: Reach;
  private readonly work: Work;
  private readonly trial: SetTrial;
  private readonly climb: Climb;
  private readonly path: Candidate[] = [];
  private readonly pathPositions: number[] = [];
  private readonly levels: Level[] = [];
  private readonly aloneMinor = new Map<Candidate, number>();

  constructor(
    private readonly view: CartView,
    private readonly space: SearchSpace,
    workLimit: number,
  ) {
    const proofShare = space.groupCount <= MAX_MIXED_GROUPS + 1 ? PROOF_SHARE_OF_FEW_GROUPS : PROOF_SHARE;
    this.work = new Work(workLimit * proofShare);
    this.trial = new SetTrial(view, this.work);
    this.climb = new Climb(view, space, workLimit * (1 - proofShare));
    this.used = new Uint8Array(space.groupCount);
    this.scopeLeftMinor = new Float64Array(space.scopes.length);
    this.setBound = new SetBound(space.groupCount);
    this.reach = new Reach(space.scopes, view.lines.length);
    for (const [i, candidate] of space.candidates.entries()) {
      this.aloneMinor.set(candidate, space.aloneMinor[i]!);
    }
  }

  /** @param asked a set that was asked for: the best one is at least as good */
  run(exclusives: readonly Candidate[], asked: readonly Candidate[]): SearchResult {
    const untouched = freshState(this.view);
    for (const candidate of exclusives) {
      const { onCart } = candidate;
      const valueMinor = worthOf(onCart, untouched, scopeLeft(onCart, untouched));
      this.consider({ candidates: [candidate], valueMinor });
    }
    for (const [i, candidate] of this.space.candidates.entries()) {
      this.consider({ candidates: [candidate], valueMinor: this.space.aloneMinor[i]! });
    }
    this.consider({ candidates: asked, valueMinor: this.trial.valueOf(asked) });
    const choice = this.climb.exchange(this.considerChoice(this.climb.greedy()));
    this.considerChoice(choice);
    this.descend(0, 0, 0);
    this.resumeDeferred();
    this.climbOn(choice);
    return { best: this.best, maxGapMinor: Math.max(0, this.openBoundMinor - this.best.valueMinor) };
  }

  private considerChoice(choice: Choice): Choice {
    const candidates = choice.positions.map((i) => this.space.candidates[i]!);
    this.consider({ candidates, valueMinor: choice.valueMinor });
    return choice;
  }

  /** Where the optimum could not be proved, what is left to spend goes into sets near the best one known. */
  private climbOn(start: Choice): void {
    let choice = start;
    while (this.openBoundMinor > this.best.valueMinor && !this.climb.isDone) {
      const next = this.considerChoice(this.climb.shake(choice));
      if (next.valueMinor >= choice.valueMinor) {
        choice = next;
      }
    }
  }

  /** Goes on with the sets that were put off, those of the highest bound first. */
  private resumeDeferred(): void {
    this.defersIdle = false;
    const deferred = this.deferred.sort((a, b) => b.boundMinor - a.boundMinor);
    for (const { positions, boundMinor } of deferred) {
      if (boundMinor < this.best.valueMinor) {
        continue;
      }
      if (this.work.isSpent) {
        this.openBoundMinor = Math.max(this.openBoundMinor, boundMinor);
        continue;
      }
      let valueMinor = 0;
      for (const [depth, i] of positions.entries()) {
        const next = this.levelAt(depth + 1).state;
        copyState(this.levelAt(depth).state, next);
        valueMinor += this.trial.apply(this.space.candidates[i]!, next);
        this.enter(i);
      }
      this.descend(positions.length, positions.at(-1)! + 1, valueMinor);
      for (const i of positions) {
        this.leave(i);
      }
    }
  }

  private enter(i: number): void {
    this.path.push(this.space.candidates[i]!);
    this.pathPositions.push(i);
    this.used[this.space.groupOf[i]!] = 1;
  }

  private leave(i: number): void {
    this.path.pop();
    this.pathPositions.pop();
    this.used[this.space.groupOf[i]!] = 0;
  }

  /** Tries every candidate from position `start` on, on top of the coupons in `path`, which take off `valueMinor`. */
  private descend(depth: number, start: number, valueMinor: number): void {
    const { bound } = this.levelAt(depth);
    for (const i of this.promisingChildren(depth, start, valueMinor)) {
      if (!this.canImprove(bound[i]!, i)) {
        continue;
      }
      if (this.work.isSpent) {
        this.openBoundMinor = Math.max(this.openBoundMinor, bound[i]!);
      } else {
        this.take(depth, i, valueMinor);
      }
    }
  }

  private take(depth: number, i: number, valueBefore: number): void {
    const { bound } = this.levelAt(depth);
    const next = this.levelAt(depth + 1).state;
    copyState(this.levelAt(depth).state, next);
    const worthMinor = this.trial.apply(this.space.candidates[i]!, next);
    if (worthMinor === 0) {
      return;
    }
    const valueMinor = valueBefore + worthMinor;
    this.enter(i);
    this.consider({ candidates: this.path, valueMinor });
    if (bound[i]! > valueMinor && this.path.length < MAX_COUPONS_IN_SET) {
      if (this.defersIdle && this.findIdle(this.path, valueMinor) !== undefined) {
        this.deferred.push({ positions: [...this.pathPositions], boundMinor: bound[i]! });
      } else {
        this.descend(depth + 1, i + 1, valueMinor);
      }
    }
    this.leave(i);
  }

  /**
   * Weighs the candidates from `start` on, from the last to the first, so that the bound of each counts only what
   * comes after it. Returns those that may lead to a better set, the highest bound first.
   */
  private promisingChildren(depth: number, start: number, valueMinor: number): number[] {
    const { candidates, groupOf, scopeOf, reachOf, giftsMinor } = this.space;
    const { state, bound } = this.levelAt(depth);
    const leftMinor = measureScopes(this.space, state, this.scopeLeftMinor);
    const offLinesMinor = valueMinor + state.shippingLeftMinor + giftsMinor;
    this.reach.reset();
    const children: number[] = [];
    this.setBound.reset();
    const mixesBefore = this.setBound.mixesMade;
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
      const ceilingMinor = offLinesMinor + this.reach.add(reachOf[i]!, state.leftMinor);
      bound[i] = Math.min(ceilingMinor, valueMinor + this.setBound.sumWith(coupon));
      if (this.canImprove(bound[i]!, i)) {
        bound[i] = Math.min(ceilingMinor, valueMinor + this.setBound.mixWith(coupon, leftMinor));
        if (this.canImprove(bound[i]!, i)) {
          children.push(i);
        }
      }
      this.setBound.add(coupon);
    }
    this.work.spend(
      UNITS_PER_MEASURED_LINE * this.space.scopeLineCount +
        UNITS_PER_CANDIDATE * (candidates.length - start) +
        UNITS_PER_MIX * (this.setBound.mixesMade - mixesBefore),
    );
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
    const idle = this.findIdle(set.candidates, set.valueMinor);
    if (idle !== undefined) {
      const candidates = set.candidates.filter((candidate) => candidate !== idle);
      this.consider({ candidates, valueMinor: this.trial.valueOf(candidates) });
    } else {
      this.best = { candidates: [...set.candidates], valueMinor: set.valueMinor };
      this.bestEarliest = sortedExpiries(set)[0]!;
    }
  }

  private findIdle(candidates: readonly Candidate[], valueMinor: number): Candidate | undefined {
    return this.trial.findIdle(
      candidates,
      valueMinor,
      (candidate) => this.aloneMinor.get(candidate) ?? valueMinor,
    );
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
 * @param asked     those of a set that was asked for, as far as they combine: the best set is at least as good
 * @param workLimit see DEFAULT_WORK_LIMIT
 */
export function searchBestSet(
  view: CartView,
  ordered: readonly Candidate[],
  asked: readonly Candidate[],
  workLimit: number = DEFAULT_WORK_LIMIT,
): SearchResult {
  const exclusives = ordered.filter(({ onCart }) => onCart.terms.stackGroup === null);
  const combinable = ordered.filter(({ onCart }) => onCart.terms.stackGroup !== null);
  return new BestSetSearch(view, layOutSpace(view, combinable), workLimit).run(exclusives, asked);
}
