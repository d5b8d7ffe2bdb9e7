/**
 * What a rule says, as stored in the `rule_content` JSON column. All money is integer minor units of the rule's
 * currency, all percentages are integer basis points (2500 = 25 %). Everything except the benefit itself is optional;
 * `resolveTerms` (rule-terms.ts) fills in the defaults documented here. The words of each kind of benefit are in benefits/.
 */

import type { PromotionOffer } from '../benefits/benefit-table';
import type { DiscountLadder, PercentDiscount } from '../benefits/discount';
import type { FixedRebate, RebateLadder } from '../benefits/rebate';

/** The customer's `rule.type` column. */
export const RuleType = { Rebate: 0, Discount: 1, Promotion: 2 } as const;
export type RuleType = (typeof RuleType)[keyof typeof RuleType];

/** At least one of the two; both must hold when both are given. Measured on the lines in scope. */
export interface Threshold {
  readonly amountMinor?: number;
  readonly quantity?: number;
}

/** Default: storewide. Categories include their descendants. A merchant's coupon sees only that merchant's lines. */
export type Scope =
  | { readonly kind: 'storewide' }
  | { readonly kind: 'categories'; readonly categoryIds: readonly string[] }
  | { readonly kind: 'products'; readonly productIds: readonly string[] };

/** Lines that the scope would hold but the rule leaves out. */
export interface Exclusions {
  readonly categoryIds?: readonly string[];
  readonly productIds?: readonly string[];
}

/** One window of local wall-clock time, half open [from, until). `until` at or before `from` runs past midnight. */
export interface LocalTimeWindow {
  /** ISO weekdays, 1 = Monday … 7 = Sunday, of the day on which the window opens. Default: every day. */
  readonly days?: readonly number[];
  /** "HH:MM" from 00:00 to 23:59. */
  readonly from: string;
  /** "HH:MM" up to 24:00. */
  readonly until: string;
}

export interface Conditions {
  /** true: only for the user's first order. */
  readonly firstOrder?: boolean;
  readonly userTags?: {
    readonly anyOf?: readonly string[];
    readonly allOf?: readonly string[];
    readonly noneOf?: readonly string[];
  };
  readonly channels?: readonly string[];
  readonly paymentMethods?: readonly string[];
  /** `timeZone` is an IANA name; `now` must fall into one of the windows on that zone's clock. */
  readonly localTime?: { readonly timeZone: string; readonly windows: readonly LocalTimeWindow[] };
}

/**
 * exclusive: never together with another coupon. group: at most one coupon per group name, groups combine.
 * Group names are shared by all merchants and the platform. Default: the group "default".
 */
export type Stacking = { readonly mode: 'exclusive' } | { readonly mode: 'group'; readonly group: string };

/**
 * beforeCoupons (default): amounts for thresholds, tiers and `every` are the lines' original prices.
 * afterCoupons: what the coupons that are applied before this one have left of them.
 */
export type ThresholdOn = 'beforeCoupons' | 'afterCoupons';

/**
 * share (default): a refund gives back what the returned units cost after their share of the discount.
 * retest: the kept lines are priced again under the original terms. A free item and buy X get Y always re-test.
 */
export type RefundMode = 'share' | 'retest';

export interface RuleTermsContent {
  readonly threshold?: Threshold;
  readonly thresholdOn?: ThresholdOn;
  readonly scope?: Scope;
  readonly exclude?: Exclusions;
  readonly conditions?: Conditions;
  readonly stacking?: Stacking;
  /** Inside one step of the application order, higher goes first. Default 0. */
  readonly priority?: number;
  readonly refund?: RefundMode;
}

export type RebateContent = RuleTermsContent & (FixedRebate | RebateLadder);

export type DiscountContent = RuleTermsContent & (PercentDiscount | DiscountLadder);

/** `{"offer":{"kind":"buyXGetY","buyQuantity":1,"getQuantity":1,"reward":"same"}}`: buy one, get one free. */
export type PromotionContent = RuleTermsContent & { readonly offer: PromotionOffer };

export type RuleContent = RebateContent | DiscountContent | PromotionContent;

interface RuleHead {
  readonly ruleId: string;
  /** ISO 4217 code; all money in `content` is in it. */
  readonly currency: string;
}
export type Rule = RuleHead &
  (
    | { readonly type: typeof RuleType.Rebate; readonly content: RebateContent }
    | { readonly type: typeof RuleType.Discount; readonly content: DiscountContent }
    | { readonly type: typeof RuleType.Promotion; readonly content: PromotionContent }
  );
