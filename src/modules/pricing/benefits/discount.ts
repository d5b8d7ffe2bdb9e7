import { formatPercent, percentOf } from '../../../shared/money';
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

/** `{"percentBp":1000,"capMinor":5000}`: 10 % off what is left in scope, at most 50.00. Rounded down. */
export interface PercentDiscount {
  readonly percentBp: number;
  readonly capMinor?: number;
}
export interface DiscountTier {
  readonly threshold: Threshold;
  readonly percentBp: number;
}
/** Of the tiers whose threshold is met, the one that gives most. */
export interface DiscountLadder {
  readonly tiers: readonly DiscountTier[];
  readonly capMinor?: number;
}

type DiscountCode = 'PERCENT_OFF' | 'PERCENT_TIER';

/** A percentage off the lines in scope. One percentage is a ladder with a single rung that is always reached. */
export class Discount extends Benefit<DiscountCode> {
  override readonly step = 'orderPercent';
  override readonly shrinking = 'percentage';
  private readonly tiers: readonly DiscountTier[];
  private readonly capMinor: number;
  private readonly laddered: boolean;
  /** What is promised when that is settled; null: it depends on what is measured. */
  private readonly reachedBp: number | null;

  /** @param reachedBp what is promised on one cart, by `layOn` */
  constructor(
    private readonly words: PercentDiscount | DiscountLadder,
    reachedBp: number | null = null,
  ) {
    super();
    this.laddered = 'tiers' in words;
    this.tiers = 'tiers' in words ? words.tiers : [{ threshold: {}, percentBp: words.percentBp }];
    this.reachedBp = 'tiers' in words ? reachedBp : words.percentBp;
    this.capMinor = words.capMinor ?? Infinity;
  }

  override largestMinor(): number {
    return this.capMinor;
  }

  override layOn({ measured }: Place): Discount {
    return measured === null || this.reachedBp !== null
      ? this
      : new Discount(this.words, this.promisedBp(measured));
  }

  override needs(measured: Measured): readonly Threshold[] {
    return neededTier(this.tiers, measured);
  }

  override worth(measured: Measured, scopeLeftMinor: number): number {
    return Math.min(percentOf(scopeLeftMinor, this.reachedBp ?? this.promisedBp(measured)), this.capMinor);
  }

  override apply(worthMinor: number, state: PricingState, scopeLines: Int32Array): Application {
    return takeFromLines(worthMinor, state, scopeLines);
  }

  override explain(
    { measured, scopeLeftMinor, worthMinor }: Occasion,
    money: FormatMoney,
  ): Story<DiscountCode> {
    const percentBp = this.promisedBp(measured);
    const capped = worthMinor === this.capMinor ? `, capped at ${money(this.capMinor)}` : '';
    return {
      code: this.laddered ? 'PERCENT_TIER' : 'PERCENT_OFF',
      figures: { discountMinor: worthMinor, percentBp },
      text: `${formatPercent(percentBp)} of ${money(scopeLeftMinor)} takes off ${money(worthMinor)}${capped}`,
    };
  }

  /** In basis points; 0 when no tier is reached. */
  private promisedBp(measured: Measured): number {
    let best = 0;
    for (const tier of this.tiers) {
      if (tier.percentBp > best && isMet(tier.threshold, measured)) {
        best = tier.percentBp;
      }
    }
    return best;
  }
}
