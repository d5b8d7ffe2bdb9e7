import { layOutOffer, type OfferLayout, type OfferPlan, planOffer } from './buy-x-get-y';
import type { CartView, PricingState } from './cart-view';
import type { CandidateCoupon } from './pricing.types';
import type { Rule } from './rule-content';
import { type RuleTerms, resolveTerms } from './rule-terms';
import { linesInScope, linesOfProducts, type ScopeLines } from './scope-lines';

/**
 * A rule laid over one cart for the coupons of one merchant, or of the platform: everything about it that stays the
 * same while coupons are being combined.
 */
export interface TermsOnCart {
  readonly rule: Rule;
  readonly merchantId: string | null;
  readonly terms: RuleTerms;
  readonly scope: ScopeLines;
  /** Buy X get Y only: where its units are, and its sets on the untouched cart. */
  readonly layout: OfferLayout | null;
  readonly untouchedPlan: OfferPlan | null;
}

/** A coupon whose terms are laid over the cart. */
export interface Candidate {
  readonly coupon: CandidateCoupon;
  readonly onCart: TermsOnCart;
}

export function layTerms(view: CartView, untouched: PricingState, coupon: CandidateCoupon): TermsOnCart {
  const { rule, merchantId } = coupon;
  const terms = resolveTerms(rule);
  const scope = linesInScope(view, merchantId, terms);
  let layout: OfferLayout | null = null;
  let untouchedPlan: OfferPlan | null = null;
  if (terms.benefit.kind === 'buyXGetY') {
    const listed = linesOfProducts(view, merchantId, terms.benefit.productIds);
    layout = layOutOffer(view, terms.benefit, scope.lines, listed);
    untouchedPlan = planOffer(view, terms.benefit, layout, untouched.freeUnits);
  }
  return {
    rule,
    merchantId,
    terms,
    scope,
    layout,
    untouchedPlan,
  };
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
