import { collapseEqualTerms, compareByApplication } from '../cart/application-order';
import { scopeLeft, worthOf } from '../cart/apply-terms';
import {
  type CartView,
  freshState,
  MAX_COUPONS,
  MAX_COUPONS_IN_SET,
  type PricingState,
  viewCart,
} from '../cart/cart-view';
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

export interface QuoteOptions {
  /** Bound on the search; `exact` and `maxGapMinor` tell when it was reached. */
  readonly workLimit?: number;
  /** Ids of coupons that somebody wants to use: where they combine, the best set takes off at least as much as they do. */
  readonly asked?: readonly string[];
}

/**
 * Which of the coupons this cart can use, all reasons why it can't use the others, and the best combination.
 *
 * @param candidates at most MAX_COUPONS, with distinct coupon ids; of one owner, whose they are is not checked here
 * @throws RangeError on a cart that is none: amounts that are no integers, line ids that repeat, too many lines
 */
export function quote(
  cart: Cart,
  candidates: readonly CandidateCoupon[],
  context: PricingContext,
  { workLimit, asked = [] }: QuoteOptions = {},
): Quote {
  const view = viewCart(cart);
  const judged = judge(view, candidates, context);
  const eligible = judged.filter(({ verdict }) => verdict.eligible).map(({ candidate }) => candidate);
  const ordered = collapseEqualTerms(eligible.sort(compareByApplication));
  const { best, maxGapMinor } = searchBestSet(
    view,
    ordered,
    combinationOf(ordered, eligible, asked),
    workLimit,
  );
  return {
    verdicts: judged.map(({ verdict }) => verdict),
    best: priceSet(view, best.candidates).priced,
    exact: maxGapMinor === 0,
    maxGapMinor,
  };
}

/** Of the coupons asked for, those that can be used together, by the candidates that stand for their terms. */
function combinationOf(
  ordered: readonly Candidate[],
  eligible: readonly Candidate[],
  asked: readonly string[],
): Candidate[] {
  const ids = new Set(asked);
  const wanted = new Set(
    eligible.filter(({ coupon }) => ids.has(coupon.couponId)).map(({ onCart }) => onCart),
  );
  const groups = new Set<string | null>();
  const candidates = ordered.filter(({ onCart }) => {
    const isFree = wanted.has(onCart) && !groups.has(onCart.terms.stackGroup);
    if (isFree) groups.add(onCart.terms.stackGroup);
    return isFree;
  });
  return groups.has(null) ? candidates.slice(0, 1) : candidates.slice(0, MAX_COUPONS_IN_SET);
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
