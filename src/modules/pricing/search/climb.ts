import { scopeLeft, worthOf } from '../cart/apply-terms';
import {
  type CartView,
  copyState,
  freshState,
  MAX_COUPONS_IN_SET,
  type PricingState,
} from '../cart/cart-view';
import { SetTrial } from './apply-set';
import type { SearchSpace } from './search-space';
import { Work } from './work';

/** Candidates by their position in the space, ascending, at most one per group; and what they take off together. */
export interface Choice {
  readonly positions: readonly number[];
  readonly valueMinor: number;
}

const NOTHING: Choice = { positions: [], valueMinor: 0 };
/** The greedy choice is made whatever the rest of the search may spend; no cart that people fill comes near this. */
const GREEDY_UNITS = 500_000;
/** Of the groups with a coupon, one in so many lets go of it in a shake. */
const SHAKEN_SHARE = 4;

/**
 * Finds good sets soon, where proving the best one would take too long: greedily, then by exchange. Each group in turn
 * takes the coupon, or none, that serves the whole set best, until no group can do better alone. `shake` leads on from
 * there.
 */
export class Climb {
  private readonly work = new Work(GREEDY_UNITS);
  private readonly trial: SetTrial;
  /** The set that was applied last, what each of its coupons takes, and what is left before each and after the last. */
  private laid: readonly number[] = [];
  private readonly worths: number[] = [];
  private readonly states: PricingState[] = [];
  private readonly state: PricingState;
  /** Positions by group, ascending. */
  private readonly members: number[][];
  private random = 1;

  constructor(
    private readonly view: CartView,
    private readonly space: SearchSpace,
    private readonly workLimit: number,
  ) {
    this.trial = new SetTrial(view, this.work);
    this.state = freshState(view);
    this.members = Array.from({ length: space.groupCount }, () => []);
    for (const [i, group] of space.groupOf.entries()) {
      this.members[group]!.push(i);
    }
  }

  get isDone(): boolean {
    return this.work.isSpent;
  }

  /** The strongest coupon first, then each next one that makes the set take more, one per group. */
  greedy(): Choice {
    this.work.allow(GREEDY_UNITS);
    const { aloneMinor, groupOf, candidates } = this.space;
    const strongestFirst = [...candidates.keys()].sort((a, b) => aloneMinor[b]! - aloneMinor[a]! || a - b);
    const taken = new Uint8Array(this.space.groupCount);
    let choice = NOTHING;
    this.lay([]);
    for (const i of strongestFirst) {
      if (taken[groupOf[i]!] === 1) {
        continue;
      }
      if (this.work.isSpent || choice.positions.length === MAX_COUPONS_IN_SET) {
        break;
      }
      const valueMinor = this.valueWith(i, choice.valueMinor, -1);
      if (valueMinor > choice.valueMinor) {
        choice = { positions: insert(choice.positions, i), valueMinor };
        taken[groupOf[i]!] = 1;
        this.lay(choice.positions);
      }
    }
    this.work.allow(this.workLimit);
    return choice;
  }

  /** From `start` to a set that no exchange in one group makes better, or as far as the work goes. */
  exchange(start: Choice): Choice {
    let choice = start;
    const { groupCount } = this.space;
    let sinceBetter = 0;
    for (let group = 0; sinceBetter < groupCount && !this.work.isSpent; group = (group + 1) % groupCount) {
      const next = this.exchangeIn(group, choice);
      sinceBetter = next.valueMinor > choice.valueMinor ? 0 : sinceBetter + 1;
      choice = next;
    }
    return choice;
  }

  /** A set near `start`: some groups, drawn anew by each call, let go of their coupon and choose again after the others. */
  shake(start: Choice): Choice {
    const { groupOf, groupCount, candidates } = this.space;
    this.work.spend(candidates.length);
    const first = this.draw(groupCount);
    const shaken = new Set<number>();
    for (let k = 0; k < groupCount; k++) {
      if (this.draw(SHAKEN_SHARE) === 0) {
        shaken.add((first + k) % groupCount);
      }
    }
    const positions = start.positions.filter((i) => !shaken.has(groupOf[i]!));
    let choice: Choice = { positions, valueMinor: this.lay(positions) };
    for (const group of shaken) {
      choice = this.exchangeIn(group, choice);
    }
    return this.exchange(choice);
  }

  /** The same set with the best coupon of this group, which may be the one that it has, or none. */
  private exchangeIn(group: number, choice: Choice): Choice {
    const { groupOf, aloneMinor } = this.space;
    const others = choice.positions.filter((i) => groupOf[i] !== group);
    const had = choice.positions.find((i) => groupOf[i] === group);
    const othersMinor = this.lay(others);
    let best = othersMinor < choice.valueMinor ? had : undefined;
    let bestMinor = Math.max(othersMinor, choice.valueMinor);
    if (others.length < MAX_COUPONS_IN_SET) {
      for (const i of this.members[group]!) {
        // It mostly leaves the others no more than they take without it; where it does not, it is not missed.
        if (i === had || othersMinor + aloneMinor[i]! <= bestMinor || this.work.isSpent) {
          continue;
        }
        const valueMinor = this.valueWith(i, othersMinor, bestMinor);
        if (valueMinor > bestMinor) {
          best = i;
          bestMinor = valueMinor;
        }
      }
    }
    return { positions: best === undefined ? others : insert(others, best), valueMinor: bestMinor };
  }

  /**
   * What the laid set takes with candidate `i` among its coupons. Once it has fallen to `toBeatMinor` it is not followed
   * further: only where a threshold is in play could it rise again.
   */
  private valueWith(i: number, laidMinor: number, toBeatMinor: number): number {
    const { candidates } = this.space;
    const { onCart } = candidates[i]!;
    const count = this.laid.length;
    let k = 0;
    while (k < count && this.laid[k]! < i) k++;
    const before = this.stateAt(k);
    this.work.spend(onCart.scope.lines.length);
    const worthMinor = worthOf(onCart, before, scopeLeft(onCart, before));
    let valueMinor = laidMinor + worthMinor;
    if (worthMinor > 0 && valueMinor > toBeatMinor && k < count) {
      copyState(before, this.state);
      this.trial.apply(candidates[i]!, this.state);
      for (; k < count && valueMinor > toBeatMinor; k++) {
        valueMinor += this.trial.apply(candidates[this.laid[k]!]!, this.state) - this.worths[k]!;
      }
    }
    return valueMinor;
  }

  /** Applies a set, and keeps what each coupon takes and what is left before it. Returns what they take together. */
  private lay(positions: readonly number[]): number {
    let k = 0;
    while (k < positions.length && positions[k] === this.laid[k]) k++;
    for (; k < positions.length; k++) {
      const next = this.stateAt(k + 1);
      copyState(this.stateAt(k), next);
      this.worths[k] = this.trial.apply(this.space.candidates[positions[k]!]!, next);
    }
    this.worths.length = positions.length;
    this.laid = positions;
    return this.worths.reduce((sum, worth) => sum + worth, 0);
  }

  /** What the first `count` coupons of the laid set leave. */
  private stateAt(count: number): PricingState {
    this.states[count] ??= freshState(this.view);
    return this.states[count];
  }

  /** An integer from 0 to below `count`, the same in each run: a quote must not depend on chance (Lehmer's generator). */
  private draw(count: number): number {
    this.random = (this.random * 48_271) % 2_147_483_647;
    return this.random % count;
  }
}

function insert(positions: readonly number[], i: number): number[] {
  const at = positions.findIndex((position) => position > i);
  return at < 0 ? [...positions, i] : [...positions.slice(0, at), i, ...positions.slice(at)];
}
