import type { CartView, PricingState } from '../cart/cart-view';
import type { Measured } from '../conditions/threshold';
import type { LineShare, PricingStep } from '../pricing.types';
import type { Threshold } from '../terms/rule-content';

/** What is added to the cart at price zero. */
export interface Gift {
  readonly productId: string;
  readonly quantity: number;
  /** Recorded value of one unit. */
  readonly unitValueMinor: number;
}

/**
 * For the search's bound on coupons that are combined (see set-bound.ts).
 * - none: percentages beside it change nothing in the most that it takes.
 * - shrunk: percentages leave it less, and it leaves their base as it is bounded.
 * - percentage: a fraction of what is left in scope, until it takes `largestMinor`; shrinks and is shrunk.
 */
export type Shrinking = 'none' | 'shrunk' | 'percentage';

/** Where on one cart a rule works. */
export interface Place {
  readonly view: CartView;
  /** As no coupon has touched it. */
  readonly untouched: PricingState;
  /** The coupon's merchant; null for a platform coupon. */
  readonly merchantId: string | null;
  /** Positions of the lines in scope, ascending. */
  readonly scopeLines: Int32Array;
  /** What amounts and units are measured there; null: it depends on the coupons applied before. */
  readonly measured: Measured | null;
}

/** What one coupon did to the cart. */
export interface Application {
  readonly discountMinor: number;
  readonly shippingDiscountMinor: number;
  readonly giftValueMinor: number;
  /** Lines that bear the discount, positions ascending, and the share of each. */
  readonly lines: Int32Array;
  readonly shares: Float64Array;
}

/** What there is at the moment when a coupon is applied. */
export interface Occasion {
  readonly measured: Measured;
  /** Left before this coupon on the lines that it looks at. */
  readonly scopeLeftMinor: number;
  readonly state: PricingState;
  /** What the coupon takes off. */
  readonly worthMinor: number;
}

/** Formats minor units of the rule's currency. */
export type FormatMoney = (amountMinor: number) => string;

/** Says in figures and in half a sentence what a coupon takes off, and why so much. */
export interface Story<Code extends string = string> {
  readonly code: Code;
  readonly figures: Readonly<Record<string, number>>;
  readonly text: string;
}

/** The kept part of an order, on which a coupon is applied again. */
export interface KeptPart {
  readonly view: CartView;
  readonly state: PricingState;
  readonly scopeLines: Int32Array;
  /** What the coupon takes off there; 0 where its terms do not hold any more. */
  readonly worthMinor: number;
  /** How many units of the coupon's gift are kept. */
  readonly keptGifts: number;
}

/** What a coupon still gives away on the kept part. */
export interface Kept {
  /** Only lines with a share above zero. */
  readonly shares: readonly LineShare[];
  readonly shippingMinor: number;
  /** Value of the kept gifts that are still earned. */
  readonly giftMinor: number;
  /** Kept gifts that are no longer earned; null: none. */
  readonly giftCharge: { readonly quantity: number; readonly amountMinor: number } | null;
}

export const NOTHING_KEPT: Kept = { shares: [], shippingMinor: 0, giftMinor: 0, giftCharge: null };

const NO_LINES = new Int32Array(0);
const NO_SHARES = new Float64Array(0);
const NO_THRESHOLDS: readonly Threshold[] = [];

/** What a coupon did that takes nothing off the lines. */
export function appliedOffLines(shippingDiscountMinor: number, giftValueMinor: number): Application {
  return { discountMinor: 0, shippingDiscountMinor, giftValueMinor, lines: NO_LINES, shares: NO_SHARES };
}

/** What a coupon did that takes off these lines. */
export function appliedToLines(discountMinor: number, lines: Int32Array, shares: Float64Array): Application {
  return { discountMinor, shippingDiscountMinor: 0, giftValueMinor: 0, lines, shares };
}

/**
 * What a rule gives away. Each kind of benefit is one class, made from the rule's own words and named in benefit-table.ts;
 * everything that the engine asks of a kind is a method here, with the answer that most kinds give.
 *
 * `Code` are the codes of its explanations, `Shortage` its own reasons why it gives nothing.
 */
export abstract class Benefit<
  Code extends string = string,
  Shortage extends { readonly code: string } = never,
> {
  /** When it is applied: each step works on what the former ones left. */
  abstract readonly step: PricingStep;

  /** What it adds to the cart; null: nothing. */
  readonly gift: Gift | null = null;

  /** true: a refund tests it again, whatever the rule says, because what it gives can't be shared over lines. */
  readonly alwaysRetested: boolean = false;

  /**
   * For a kind whose worth is dear to compute: never less than it, in any state. The search takes it instead.
   * null: ask for the worth.
   */
  readonly boundMinor: number | null = null;

  /** How its worth and percentages of the same set work on each other. */
  readonly shrinking: Shrinking = 'none';

  /** The most that it takes off one order, in minor units; Infinity when the cart alone decides. */
  abstract largestMinor(): number;

  /** The benefit over one cart, with everything prepared that stays the same while coupons are combined. */
  layOn(_place: Place): Benefit<Code, Shortage> {
    return this;
  }

  /** The lines that it looks at, positions ascending: those in scope, and others that the kind names. */
  linesLookedAt(scopeLines: Int32Array): Int32Array {
    return scopeLines;
  }

  /** What has to be reached besides the rule's own threshold, so that it gives anything. */
  needs(_measured: Measured): readonly Threshold[] {
    return NO_THRESHOLDS;
  }

  /** What else is missing in this state. Thresholds are not looked at. */
  missing(_state: PricingState): Shortage[] {
    return [];
  }

  /**
   * What it takes off in this state, in minor units: discount, shipping or value of gifts. The rule's threshold is met,
   * and there is a line in scope.
   *
   * It is never more than in a state that has at least as much left of everything: every bound of the search relies on
   * that. Neither is it more than what is left of what it takes from.
   */
  abstract worth(measured: Measured, scopeLeftMinor: number, state: PricingState): number;

  /** Lowers what is left in `state` by `worthMinor`, which is what `worth` says for this state. */
  abstract apply(worthMinor: number, state: PricingState, scopeLines: Int32Array): Application;

  /** Asked before it is applied. */
  abstract explain(occasion: Occasion, money: FormatMoney): Story<Code>;

  /** What it still gives away when it is tested again on the kept part of an order, whose state it lowers. */
  keep({ view, state, scopeLines, worthMinor }: KeptPart): Kept {
    if (worthMinor === 0) {
      return NOTHING_KEPT;
    }
    const leftBefore = state.leftMinor.slice();
    const shippingBefore = state.shippingLeftMinor;
    this.apply(worthMinor, state, scopeLines);
    const taken = view.lines.map(({ lineId }, i) => ({
      lineId,
      amountMinor: leftBefore[i]! - state.leftMinor[i]!,
    }));
    return {
      ...NOTHING_KEPT,
      shares: taken.filter(({ amountMinor }) => amountMinor > 0),
      shippingMinor: shippingBefore - state.shippingLeftMinor,
    };
  }
}
