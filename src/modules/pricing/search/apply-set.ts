import { applyTerms, scopeLeft, worthOf } from '../cart/apply-terms';
import { type CartView, copyState, freshState, type PricingState } from '../cart/cart-view';
import type { Candidate } from '../cart/terms-on-cart';
import { Work } from './work';

/** What applying a coupon costs besides looking at its lines, and per line; see `Work`. */
const UNITS_PER_COUPON = 10;
const UNITS_PER_LINE = 5;

/** Applies sets of coupons to one cart, on states of its own: a search tries thousands. */
export class SetTrial {
  private readonly untouched: PricingState;
  private readonly prefix: PricingState;
  private readonly state: PricingState;

  /** @param work is charged with each application */
  constructor(
    view: CartView,
    private readonly work = new Work(Infinity),
  ) {
    this.untouched = freshState(view);
    this.prefix = freshState(view);
    this.state = freshState(view);
  }

  /** What a set takes off when applied in the given order. */
  valueOf(ordered: readonly Candidate[]): number {
    copyState(this.untouched, this.state);
    let valueMinor = 0;
    for (const candidate of ordered) {
      valueMinor += this.apply(candidate, this.state);
    }
    return valueMinor;
  }

  /** Applies one more coupon to `state` and returns what it takes; 0 leaves the state as it is. */
  apply({ onCart }: Candidate, state: PricingState): number {
    this.work.spend(UNITS_PER_COUPON + UNITS_PER_LINE * onCart.scope.lines.length);
    const worthMinor = worthOf(onCart, state, scopeLeft(onCart, state));
    if (worthMinor > 0) {
      applyTerms(onCart, state, worthMinor);
    }
    return worthMinor;
  }

  /**
   * The first coupon of a set that could be left out without losing money off: it contributes nothing, though it may
   * take something (another coupon would have taken it as well). undefined when the set needs every one of them.
   *
   * @param ordered    in the order of application @param valueMinor what the set takes off
   * @param aloneMinor what each candidate takes off alone
   */
  findIdle(
    ordered: readonly Candidate[],
    valueMinor: number,
    aloneMinor: (candidate: Candidate) => number,
  ): Candidate | undefined {
    const sumAlone = ordered.reduce((sum, candidate) => sum + aloneMinor(candidate), 0);
    let prefixMinor = 0;
    let applied = 0;
    for (const [i, candidate] of ordered.entries()) {
      // The others take off at most what they do alone, so most coupons show themselves needed without pricing again.
      if (sumAlone - aloneMinor(candidate) < valueMinor) {
        continue;
      }
      if (applied === 0) {
        copyState(this.untouched, this.prefix);
      }
      for (; applied < i; applied++) {
        prefixMinor += this.apply(ordered[applied]!, this.prefix);
      }
      if (this.reaches(valueMinor, prefixMinor, ordered, i + 1, aloneMinor)) {
        return candidate;
      }
    }
    return undefined;
  }

  /** Whether the coupons from `start` on bring `prefixMinor` up to `valueMinor`, on top of what `prefix` has left. */
  private reaches(
    valueMinor: number,
    prefixMinor: number,
    ordered: readonly Candidate[],
    start: number,
    aloneMinor: (candidate: Candidate) => number,
  ): boolean {
    copyState(this.prefix, this.state);
    let reachedMinor = prefixMinor;
    let openMinor = 0;
    for (let k = start; k < ordered.length; k++) {
      openMinor += aloneMinor(ordered[k]!);
    }
    for (let k = start; k < ordered.length && reachedMinor + openMinor >= valueMinor; k++) {
      openMinor -= aloneMinor(ordered[k]!);
      reachedMinor += this.apply(ordered[k]!, this.state);
    }
    return reachedMinor >= valueMinor;
  }
}
