import { type AnyBenefit, benefitOf } from '../benefits/benefit-table';
import type { Measured } from '../conditions/threshold';
import type { CandidateCoupon } from '../pricing.types';
import type { Rule } from '../terms/rule-content';
import { type RuleTerms, resolveTerms } from '../terms/rule-terms';
import type { CartView, PricingState } from './cart-view';
import { linesInScope, type ScopeLines } from './scope-lines';

/**
 * A rule laid over one cart for the coupons of one merchant, or of the platform: everything about it that stays the
 * same while coupons are being combined.
 */
export interface TermsOnCart {
  readonly rule: Rule;
  readonly merchantId: string | null;
  readonly terms: RuleTerms;
  readonly scope: ScopeLines;
  readonly benefit: AnyBenefit;
  /** See there; kept here because the search asks for it all the time. */
  readonly boundMinor: number | null;
  /** What thresholds are held against; null: it depends on the coupons applied before. */
  readonly measured: Measured | null;
}

/** A coupon whose terms are laid over the cart. */
export interface Candidate {
  readonly coupon: CandidateCoupon;
  readonly onCart: TermsOnCart;
}

export function layTerms(view: CartView, untouched: PricingState, coupon: CandidateCoupon): TermsOnCart {
  const { rule, merchantId } = coupon;
  const benefit = benefitOf(rule);
  const terms = resolveTerms(rule.content, benefit);
  const scope = linesInScope(view, merchantId, terms);
  const { lines: scopeLines, grossMinor, quantity } = scope;
  const measured = terms.measured === 'beforeCoupons' ? { amountMinor: grossMinor, quantity } : null;
  const laid = benefit.layOn({ view, untouched, merchantId, scopeLines, measured });
  return { rule, merchantId, terms, scope, benefit: laid, boundMinor: laid.boundMinor, measured };
}

/**
 * Coupons of identical terms share one TermsOnCart. Callers usually hand in one rule object per rule, so objects are
 * compared first, and their contents only where they differ.
 */
export function layCoupons(
  view: CartView,
  untouched: PricingState,
  coupons: readonly CandidateCoupon[],
): Candidate[] {
  const laid = new Map<string, TermsOnCart[]>();
  return coupons.map((coupon) => {
    const { rule, merchantId } = coupon;
    const key = `${merchantId ?? ''} ${rule.ruleId}`;
    let versions = laid.get(key);
    if (versions === undefined) {
      versions = [];
      laid.set(key, versions);
    }
    let onCart = versions.find((version) => isSameRule(version.rule, rule));
    if (onCart === undefined) {
      onCart = layTerms(view, untouched, coupon);
      versions.push(onCart);
    }
    return { coupon, onCart };
  });
}

function isSameRule(a: Rule, b: Rule): boolean {
  return a === b || (a.type === b.type && a.currency === b.currency && contentText(a) === contentText(b));
}

/** Tells versions of a rule under one id apart. */
export function contentText(rule: Rule): string {
  return JSON.stringify(rule.content);
}
