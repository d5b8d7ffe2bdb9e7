import { layOutOffer, type OfferLayout, type OfferPlan, planOffer } from '../benefits/buy-x-get-y';
import type { CandidateCoupon } from '../pricing.types';
import type { Rule } from '../terms/rule-content';
import { type BuyXGetYBenefit, type RuleTerms, resolveTerms } from '../terms/rule-terms';
import type { CartView, PricingState } from './cart-view';
import { linesInScope, linesOfProducts, type ScopeLines } from './scope-lines';

/** A buy-X-get-Y benefit laid over one cart: where its units are, and its sets as long as no unit is used. */
export interface OfferOnCart {
  readonly benefit: BuyXGetYBenefit;
  readonly layout: OfferLayout;
  readonly untouchedPlan: OfferPlan;
}

/**
 * A rule laid over one cart for the coupons of one merchant, or of the platform: everything about it that stays the
 * same while coupons are being combined.
 */
export interface TermsOnCart {
  readonly rule: Rule;
  readonly merchantId: string | null;
  readonly terms: RuleTerms;
  readonly scope: ScopeLines;
  /** null: not buy X get Y. */
  readonly offer: OfferOnCart | null;
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
  const { benefit } = terms;
  const offer =
    benefit.kind === 'buyXGetY' ? layOffer(view, untouched, merchantId, benefit, scope.lines) : null;
  return { rule, merchantId, terms, scope, offer };
}

function layOffer(
  view: CartView,
  untouched: PricingState,
  merchantId: string | null,
  benefit: BuyXGetYBenefit,
  scopeLines: Int32Array,
): OfferOnCart {
  const listed = linesOfProducts(view, merchantId, benefit.productIds);
  const layout = layOutOffer(view, benefit, scopeLines, listed);
  return { benefit, layout, untouchedPlan: planOffer(view, benefit, layout, untouched.freeUnits) };
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
