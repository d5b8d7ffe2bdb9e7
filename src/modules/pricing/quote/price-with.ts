import { compareByApplication } from '../cart/application-order';
import { viewCart } from '../cart/cart-view';
import type {
  CandidateCoupon,
  Cart,
  CouponVerdict,
  PriceWithResult,
  PricingContext,
  Reason,
} from '../pricing.types';
import { SetTrial } from '../search/apply-set';
import { priceSet } from './price-set';
import { type Judged, judge } from './quote';

/**
 * Prices the cart with exactly these coupons, or refuses and says of each coupon that stands in the way why: it is
 * not eligible, can't be combined with another one, or contributes nothing (the others take off as much without it).
 * The coupons of a quote's best set are never refused for the same cart and context.
 *
 * @throws RangeError as `quote` does
 */
export function priceWith(
  cart: Cart,
  coupons: readonly CandidateCoupon[],
  context: PricingContext,
): PriceWithResult {
  const view = viewCart(cart);
  const judged = judge(view, coupons, context);
  const refusals = judged
    .map(({ candidate, verdict }) => ({
      couponId: candidate.coupon.couponId,
      reasons: [...reasonsOf(verdict), ...findConflicts(candidate.coupon.couponId, judged)],
    }))
    .filter(({ reasons }) => reasons.length > 0);
  if (refusals.length > 0) {
    return { outcome: 'refused', refusals };
  }
  const ordered = judged.map(({ candidate }) => candidate).sort(compareByApplication);
  const { priced, valueMinor, idle } = priceSet(view, ordered);
  if (idle.length > 0) {
    return { outcome: 'refused', refusals: idle };
  }
  const aloneMinor = new Map(judged.map(({ candidate, verdict }) => [candidate, aloneOf(verdict)]));
  const needless = new SetTrial(view).findIdle(
    ordered,
    valueMinor,
    (candidate) => aloneMinor.get(candidate)!,
  );
  if (needless !== undefined) {
    const { couponId } = needless.coupon;
    return { outcome: 'refused', refusals: [{ couponId, reasons: [{ code: 'CONTRIBUTES_NOTHING' }] }] };
  }
  return { outcome: 'priced', priced };
}

function aloneOf(verdict: CouponVerdict): number {
  return verdict.eligible ? verdict.aloneMinor : 0;
}

function reasonsOf(verdict: CouponVerdict): readonly Reason[] {
  return verdict.eligible ? [] : verdict.reasons;
}

/** What forbids this coupon together with the others that were chosen. */
function findConflicts(couponId: string, chosen: readonly Judged[]): Reason[] {
  const reasons: Reason[] = [];
  const withId = chosen.filter(({ candidate }) => candidate.coupon.couponId === couponId);
  if (withId.length > 1) {
    reasons.push({ code: 'DUPLICATE_COUPON' });
  }
  const others = chosen.filter(({ candidate }) => candidate.coupon.couponId !== couponId);
  const idsOf = (judged: readonly Judged[]) => judged.map(({ candidate }) => candidate.coupon.couponId);
  const groupOf = ({ candidate }: Judged) => candidate.onCart.terms.stackGroup;
  const group = groupOf(withId[0]!);
  const exclusive = group === null ? others : others.filter((other) => groupOf(other) === null);
  if (exclusive.length > 0) {
    reasons.push({ code: 'EXCLUSIVE_COUPON', conflictingCouponIds: idsOf(exclusive) });
  }
  const sameGroup = others.filter((other) => groupOf(other) === group);
  if (group !== null && sameGroup.length > 0) {
    reasons.push({ code: 'STACK_GROUP_CONFLICT', group, conflictingCouponIds: idsOf(sameGroup) });
  }
  return reasons;
}
