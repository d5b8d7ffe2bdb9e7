import type { BenefitCode, BenefitShortage } from './benefits/benefit-table';
import type { Rule } from './terms/rule-content';

/** What goes into the pricing engine and what comes out of it. Money is integer minor units of the cart's currency. */

/** Tax is not computed here: the mark passes through to the priced line untouched. */
export type TaxMode = 'inclusive' | 'exclusive';

export interface CartLine {
  readonly lineId: string;
  readonly productId: string;
  readonly merchantId: string;
  /** The product's own category first, then its ancestors. */
  readonly categoryIds: readonly string[];
  readonly unitPriceMinor: number;
  readonly quantity: number;
  readonly taxMode?: TaxMode;
}

export interface Cart {
  readonly currency: string;
  readonly lines: readonly CartLine[];
  readonly shippingMinor: number;
}

/** A coupon that might pay. Whose it is and in which status are the caller's business. */
export interface CandidateCoupon {
  readonly couponId: string;
  /** null: a platform coupon, which sees the lines of all merchants. */
  readonly merchantId: string | null;
  readonly rule: Rule;
  /** Epoch milliseconds; usable in [validFrom, validUntil). */
  readonly validFrom: number;
  readonly validUntil: number;
}

export interface PricingContext {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly firstOrder: boolean;
  readonly userTags: readonly string[];
  /** null: unknown; rules that ask for a channel then do not hold. */
  readonly channel: string | null;
  /** null: not chosen yet; rules that ask for one then do not hold and say which ones would do. */
  readonly paymentMethod: string | null;
}

/** Why a coupon does not apply. Codes are stable; the figures are enough to write a sentence from. */
export type Reason =
  | { readonly code: 'CURRENCY_MISMATCH'; readonly couponCurrency: string; readonly cartCurrency: string }
  | { readonly code: 'NOT_YET_VALID'; readonly validFrom: number }
  | { readonly code: 'EXPIRED'; readonly validUntil: number }
  | { readonly code: 'NOT_FIRST_ORDER' }
  | {
      readonly code: 'USER_TAGS_NOT_MET';
      /** Lists of the rule that the user's tags fail: one of / each of these is missing, these must not be there. */
      readonly missingAnyOf: readonly string[];
      readonly missingAllOf: readonly string[];
      readonly forbidden: readonly string[];
    }
  | {
      readonly code: 'CHANNEL_NOT_ALLOWED';
      readonly allowed: readonly string[];
      readonly actual: string | null;
    }
  | { readonly code: 'PAYMENT_METHOD_NOT_CHOSEN'; readonly allowed: readonly string[] }
  | {
      readonly code: 'PAYMENT_METHOD_NOT_ALLOWED';
      readonly allowed: readonly string[];
      readonly actual: string;
    }
  | { readonly code: 'OUTSIDE_LOCAL_TIME'; readonly timeZone: string; readonly localTime: string }
  | { readonly code: 'NO_LINE_IN_SCOPE' }
  | {
      readonly code: 'THRESHOLD_NOT_MET';
      readonly requiredMinor: number;
      readonly actualMinor: number;
      readonly missingMinor: number;
      /** afterCoupons only ever appears where several coupons are priced together. */
      readonly measured: 'beforeCoupons' | 'afterCoupons';
    }
  | {
      readonly code: 'QUANTITY_NOT_MET';
      readonly required: number;
      readonly actual: number;
      readonly missing: number;
    }
  | BenefitShortage
  | { readonly code: 'CONTRIBUTES_NOTHING' }
  | { readonly code: 'DUPLICATE_COUPON' }
  | { readonly code: 'EXCLUSIVE_COUPON'; readonly conflictingCouponIds: readonly string[] }
  | {
      readonly code: 'STACK_GROUP_CONFLICT';
      readonly group: string;
      readonly conflictingCouponIds: readonly string[];
    };
export type ReasonCode = Reason['code'];

export type CouponVerdict =
  | {
      readonly couponId: string;
      readonly eligible: true;
      /** What it would take off on its own: discount + shipping + value of gifts. */
      readonly aloneMinor: number;
    }
  | { readonly couponId: string; readonly eligible: false; readonly reasons: readonly Reason[] };

/** The fixed order in which coupons are applied; each works on what the former ones left. */
export type PricingStep = 'lineOffer' | 'orderPercent' | 'orderFixed' | 'shipping';

export interface LineShare {
  readonly lineId: string;
  readonly amountMinor: number;
}

/** A line that a coupon adds at price zero. */
export interface GiftLine {
  readonly couponId: string;
  /** The coupon's merchant; null for a platform coupon. */
  readonly merchantId: string | null;
  readonly productId: string;
  readonly quantity: number;
  /** Recorded value of one unit: what a kept gift is charged at when its condition falls away. */
  readonly unitValueMinor: number;
}

export interface AppliedCoupon {
  readonly couponId: string;
  readonly ruleId: string;
  readonly step: PricingStep;
  /** Off the lines; equals the sum of `shares`. */
  readonly discountMinor: number;
  readonly shippingDiscountMinor: number;
  readonly giftValueMinor: number;
  /** Only lines with a share above zero, by line id. */
  readonly shares: readonly LineShare[];
  readonly gifts: readonly GiftLine[];
}

export interface PricedLine {
  readonly lineId: string;
  readonly grossMinor: number;
  readonly discountMinor: number;
  /** gross − discount, never below zero. */
  readonly payableMinor: number;
  readonly taxMode?: TaxMode;
}

export interface PricedTotals {
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly shippingMinor: number;
  readonly shippingDiscountMinor: number;
  readonly giftValueMinor: number;
  /** gross − discount + shipping − shipping discount. */
  readonly payableMinor: number;
}

/** One line of the story of a total, in the order of application. */
export interface ExplanationStep {
  readonly couponId: string;
  readonly step: PricingStep;
  /** What kind of benefit was applied. */
  readonly code: BenefitCode;
  /** Lines in scope, rewards that an offer lists among them, by id (2 before 10). */
  readonly lineIds: readonly string[];
  /** Named numbers behind `text`, e.g. baseMinor, percentBp, amountMinor. */
  readonly figures: Readonly<Record<string, number>>;
  /** English, for a support person. */
  readonly text: string;
}

/** A cart priced with one set of coupons. */
export interface PricedCart {
  readonly currency: string;
  /** In the order of application. */
  readonly coupons: readonly AppliedCoupon[];
  /** In the order of the cart. */
  readonly lines: readonly PricedLine[];
  readonly gifts: readonly GiftLine[];
  readonly totals: PricedTotals;
  readonly explanation: readonly ExplanationStep[];
}

export interface Quote {
  /** One per candidate, in the order given. */
  readonly verdicts: readonly CouponVerdict[];
  /** The best combination; without coupons when none helps. */
  readonly best: PricedCart;
  /** false: a bound cut the search, and `best` may be short of the optimum by at most `maxGapMinor`. */
  readonly exact: boolean;
  readonly maxGapMinor: number;
}

export type PriceWithResult =
  | { readonly outcome: 'priced'; readonly priced: PricedCart }
  /** Only the coupons that stand in the way, each with all its reasons. */
  | {
      readonly outcome: 'refused';
      readonly refusals: readonly { readonly couponId: string; readonly reasons: readonly Reason[] }[];
    };
