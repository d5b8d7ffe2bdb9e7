import { collapseEqualTerms, compareByApplication } from '../cart/application-order';
import { scopeLeft, worthOf } from '../cart/apply-terms';
import { type CartView, freshState, MAX_COUPONS, type PricingState, viewCart } from '../cart/cart-view';
import { type Candidate, layCoupons, type TermsOnCart } from '../cart/terms-on-cart';
import { checkWindow } from '../conditions/check-conditions';
import { checkAlone } from '../conditions/check-terms';
import type { CandidateCoupon, Cart, CouponVerdict, PricingContext, Quote, Reason } from '../pricing.types';
import { searchBestSet } from '../search/search-best-set';
import { priceSet } from './price-set';

/** A candidate with its verdict. */
export interface Judged {
  readonly candidate: Candidate;
  readonly verdict: CouponVerdict;
}

/**
 * Which of the coupons this cart can use, all reasons why it can't use the others, and the best combination.
 *
 * @param candidates at most MAX_COUPONS, with distinct coupon ids; of one owner, whose they are is not checked here
 * @param workLimit  bound on the search; `exact` and `maxGapMinor` tell when it was reached
 * @throws RangeError on a cart that is none: amounts that are no integers, line ids that repeat, too many lines
 */
export function quote(
  cart: Cart,
  candidates: readonly CandidateCoupon[],
  context: PricingContext,
  workLimit?: number,
): Quote {
  const view = viewCart(cart);
  const judged = judge(view, candidates, context);
  const eligible = judged.filter(({ verdict }) => verdict.eligible).map(({ candidate }) => candidate);
  const ordered = collapseEqualTerms(eligible.sort(compareByApplication));
  const { best, maxGapMinor } = searchBestSet(view, ordered, workLimit);
  return {
    verdicts: judged.map(({ verdict }) => verdict),
    best: priceSet(view, best.candidates).priced,
    exact: maxGapMinor === 0,
    maxGapMinor,
  };
}

/** Each coupon by itself: eligible, or all reasons why not. Terms are checked once for all coupons that share them. */
export function judge(
  view: CartView,
  coupons: readonly CandidateCoupon[],
  context: PricingContext,
): Judged[] {
  if (coupons.length > MAX_COUPONS) {
    throw new RangeError(`at most ${MAX_COUPONS} coupons are priced together, not ${coupons.length}`);
  }
  const untouched = freshState(view);
  const judgedTerms = new Map<TermsOnCart, { reasons: readonly Reason[]; aloneMinor: number }>();
  return layCoupons(view, untouched, coupons).map((candidate) => {
    const { coupon, onCart } = candidate;
    let terms = judgedTerms.get(onCart);
    if (terms === undefined) {
      terms = judgeTerms(onCart, view, untouched, context);
      judgedTerms.set(onCart, terms);
    }
    const reasons = [...checkWindow(coupon, context.now), ...terms.reasons];
    const { couponId } = coupon;
    const verdict: CouponVerdict =
      reasons.length > 0
        ? { couponId, eligible: false, reasons }
        : { couponId, eligible: true, aloneMinor: terms.aloneMinor };
    return { candidate, verdict };
  });
}

function judgeTerms(
  onCart: TermsOnCart,
  view: CartView,
  untouched: PricingState,
  context: PricingContext,
): { reasons: readonly Reason[]; aloneMinor: number } {
  const reasons = checkAlone(onCart, view, untouched, context);
  const aloneMinor = reasons.length > 0 ? 0 : worthOf(onCart, untouched, scopeLeft(onCart, untouched));
  return { reasons, aloneMinor };
}
