import type { PricingState } from '../cart/cart-view';
import { isMet, type Measured, neededTier } from '../conditions/threshold';
import type { Threshold } from '../terms/rule-content';
import {
  type Application,
  Benefit,
  type FormatMoney,
  type Occasion,
  type Place,
  type Story,
} from './benefit';
import { takeFromLines } from './take-from-lines';

/** `{"threshold":{"amountMinor":10000},"amountMinor":2000}`: spend 100.00, get 20.00 off. */
export interface FixedRebate {
  readonly amountMinor: number;
  /** The amount again for every full `every.amountMinor` spent in scope, at most `maxRepeats` times. */
  readonly every?: { readonly amountMinor: number; readonly maxRepeats?: number };
}
export interface RebateTier {
  readonly threshold: Threshold;
  readonly amountMinor: number;
}
/** Of the tiers whose threshold is met, the one that gives most. */
export interface RebateLadder {
  readonly tiers: readonly RebateTier[];
}

type RebateCode = 'FIXED_REBATE' | 'REBATE_PER_EVERY' | 'REBATE_TIER';

/** An amount off the lines in scope. A rebate is a ladder: a fixed one has a single rung that is always reached. */
export class Rebate extends Benefit<RebateCode> {
  override readonly step = 'orderFixed';
  private readonly tiers: readonly RebateTier[];
  private readonly every: { readonly amountMinor: number; readonly maxRepeats: number } | null;
  private readonly laddered: boolean;
  /** What is promised when that is settled; null: it depends on what is measured. */
  private readonly reachedMinor: number | null;

  /** @param reachedMinor what is promised on one cart, by `layOn` */
  constructor(
    private readonly words: FixedRebate | RebateLadder,
    reachedMinor: number | null = null,
  ) {
    super();
    this.laddered = 'tiers' in words;
    if ('tiers' in words) {
      this.tiers = words.tiers;
      this.every = null;
      this.reachedMinor = reachedMinor;
    } else {
      const { amountMinor, every } = words;
      this.tiers = [{ threshold: {}, amountMinor }];
      this.every = every
        ? { amountMinor: every.amountMinor, maxRepeats: every.maxRepeats ?? Infinity }
        : null;
      this.reachedMinor = every ? reachedMinor : amountMinor;
    }
  }

  override largestMinor(): number {
    const tier = Math.max(...this.tiers.map(({ amountMinor }) => amountMinor));
    return this.every ? tier * this.every.maxRepeats : tier;
  }

  override layOn({ measured }: Place): Rebate {
    return measured === null || this.reachedMinor !== null
      ? this
      : new Rebate(this.words, this.promisedMinor(measured));
  }

  override needs(measured: Measured): readonly Threshold[] {
    // The one rung of a rebate per amount is always reached.
    return this.every ? [{ amountMinor: this.every.amountMinor }] : neededTier(this.tiers, measured);
  }

  override worth(measured: Measured, scopeLeftMinor: number): number {
    return Math.min(this.reachedMinor ?? this.promisedMinor(measured), scopeLeftMinor);
  }

  override apply(worthMinor: number, state: PricingState, scopeLines: Int32Array): Application {
    return takeFromLines(worthMinor, state, scopeLines);
  }

  override explain({ measured, worthMinor }: Occasion, money: FormatMoney): Story<RebateCode> {
    if (this.every !== null) {
      const repeats = repeatsOf(this.every, measured);
      const everyMinor = this.every.amountMinor;
      return {
        code: 'REBATE_PER_EVERY',
        figures: { discountMinor: worthMinor, repeats, everyMinor },
        text: `${repeats} time(s) ${money(everyMinor)} reached, takes off ${money(worthMinor)}`,
      };
    }
    const reached = `${money(measured.amountMinor)} and ${measured.quantity} unit(s)`;
    return {
      code: this.laddered ? 'REBATE_TIER' : 'FIXED_REBATE',
      figures: { discountMinor: worthMinor },
      text: `${reached} reached, takes off ${money(worthMinor)}`,
    };
  }

  /** What is left in scope may be less. 0 when no tier is reached. */
  private promisedMinor(measured: Measured): number {
    if (this.every !== null) {
      return repeatsOf(this.every, measured) * this.tiers[0]!.amountMinor;
    }
    let best = 0;
    for (const tier of this.tiers) {
      if (tier.amountMinor > best && isMet(tier.threshold, measured)) {
        best = tier.amountMinor;
      }
    }
    return best;
  }
}

function repeatsOf(every: { amountMinor: number; maxRepeats: number }, measured: Measured): number {
  return Math.min(Math.floor(measured.amountMinor / every.amountMinor), every.maxRepeats);
}
