import { type AnyBenefit, benefitOf } from '../benefits/benefit-table';
import type { Measured } from '../conditions/threshold';
import type { CandidateCoupon } from '../pricing.types';
import type { Rule, RuleContent } from '../terms/rule-content';
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
 * compared first, and their contents only where one merchant's rule comes in several: each is then written out once.
 */
export function layCoupons(
  view: CartView,
  untouched: PricingState,
  coupons: readonly CandidateCoupon[],
): Candidate[] {
  const laid = new Map<string, Versions>();
  return coupons.map((coupon) => {
    const key = `${coupon.merchantId ?? ''} ${coupon.rule.ruleId}`;
    let versions = laid.get(key);
    if (versions === undefined) {
      versions = new Versions();
      laid.set(key, versions);
    }
    return { coupon, onCart: versions.find(coupon, () => layTerms(view, untouched, coupon)) };
  });
}

/** What was laid for the rules of one id. */
class Versions {
  private readonly byRule = new Map<Rule, TermsOnCart>();
  private byText: Map<string, TermsOnCart> | null = null;

  find({ rule }: CandidateCoupon, lay: () => TermsOnCart): TermsOnCart {
    let onCart = this.byRule.get(rule);
    if (onCart === undefined) {
      onCart = this.byRule.size === 0 ? lay() : this.findByText(rule, lay);
      this.byRule.set(rule, onCart);
    }
    return onCart;
  }

  private findByText(rule: Rule, lay: () => TermsOnCart): TermsOnCart {
    this.byText ??= new Map(Array.from(this.byRule.values(), (onCart) => [ruleText(onCart.rule), onCart]));
    const text = ruleText(rule);
    let onCart = this.byText.get(text);
    if (onCart === undefined) {
      onCart = lay();
      this.byText.set(text, onCart);
    }
    return onCart;
  }
}

/** Tells versions of a rule under one id apart. */
function ruleText({ type, currency, content }: Rule): string {
  return `${type} ${currency} ${contentText(content)}`;
}

const contentTexts = new WeakMap<RuleContent, string>();

/** The content as text: written once per object, because sorting asks for it again and again. */
export function contentText(content: RuleContent): string {
  let text = contentTexts.get(content);
  if (text === undefined) {
    text = JSON.stringify(content);
    contentTexts.set(content, text);
  }
  return text;
}
