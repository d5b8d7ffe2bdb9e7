import { layOutOffer, type OfferLayout, type OfferPlan, planOffer } from './buy-x-get-y';
import type { CartView, PricingState } from './cart-view';
import type { CandidateCoupon } from './pricing.types';
import { type RuleTerms, resolveTerms } from './rule-terms';
import { linesInScope, linesOfProducts, type ScopeLines } from './scope-lines';

/**
 * A rule laid over one cart for the coupons of one merchant, or of the platform: everything about it that stays the
 * same while coupons are being combined.
 */
export interface TermsOnCart {
  readonly ruleId: string;
  readonly merchantId: string | null;
  readonly currency: string;
  readonly terms: RuleTerms;
  /** The content as text: tells versions of a rule under one id apart. */
  readonly contentText: string;
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
    ruleId: rule.ruleId,
    merchantId,
    currency: rule.currency,
    terms,
    contentText: JSON.stringify(rule.content),
    scope,
    layout,
    untouchedPlan,
  };
}

/**
 * Coupons of identical terms share one TermsOnCart. Callers usually hand in one rule object per rule, so objects are
 * compared first and texts only where they differ.
 */
export function layCoupons(
  view: CartView,
  untouched: PricingState,
  coupons: readonly CandidateCoupon[],
): Candidate[] {
  const laid = new Map<string, { rule: CandidateCoupon['rule']; onCart: TermsOnCart }[]>();
  return coupons.map((coupon) => {
    const { rule, merchantId } = coupon;
    const key = `${merchantId ?? ''} ${rule.ruleId}`;
    const known = laid.get(key) ?? [];
    laid.set(key, known);
    const same = known.find((entry) => entry.rule === rule) ?? known.find((entry) => isSameRule(entry, rule));
    const onCart = same?.onCart ?? layTerms(view, untouched, coupon);
    if (same?.rule !== rule) {
      known.push({ rule, onCart });
    }
    return { coupon, onCart };
  });
}

function isSameRule(
  entry: { rule: CandidateCoupon['rule']; onCart: TermsOnCart },
  rule: CandidateCoupon['rule'],
): boolean {
  const sameHead = entry.rule.type === rule.type && entry.rule.currency === rule.currency;
  return sameHead && entry.onCart.contentText === JSON.stringify(rule.content);
}
