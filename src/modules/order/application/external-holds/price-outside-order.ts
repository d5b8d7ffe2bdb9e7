import type { Tx } from '../../../../platform/database';
import { AppError } from '../../../../shared/errors';
import type { UsableCoupon } from '../../../coupon';
import {
  type AppliedCoupon,
  checkWindow,
  type PricedCart,
  type PricingContext,
  priceWith,
  type Reason,
} from '../../../pricing';
import { type LockShare, type OutsideCart, toLockShares, toPricingCart } from '../../domain/outside-order';
import type { ExternalHoldCoupon } from '../../infra/external-hold-rows';
import { hasLiveOrder, lockShopper } from '../../infra/order-rows';
import { toRefusalViews } from '../checkout/quote-view';
import { readAskedTags } from '../checkout/read-asked-tags';

/** What an outside order system asks coupons to be locked for. */
export interface OutsideOrder {
  userId: string;
  /** null: the order system prices by itself, and only the coupons' state and window count. */
  cart: OutsideCart | null;
  /** false: the order system knows of earlier orders of this user that we don't. */
  firstOrder: boolean;
  channel: string | null;
  paymentMethod: string | null;
}

export interface OutsidePrice {
  /** null without a cart. */
  priced: PricedCart | null;
  coupons: ExternalHoldCoupon[];
  shares: LockShare[];
}

/** With a budget, what a coupon gives away has to be known before. */
/** Why coupons can't be held for an outside order, besides that they are taken. */
export type HoldReason = Reason | { code: 'CART_REQUIRED' };
interface Refusal {
  couponId: string;
  reasons: readonly HoldReason[];
}

/**
 * What the coupons, whose rows this transaction holds, take off an outside order.
 * @throws AppError CART_INVALID; COUPON_NOT_APPLICABLE with all reasons per coupon
 */
export async function priceOutsideOrder(
  tx: Tx,
  lockId: string,
  order: OutsideOrder,
  { coupons, now }: { coupons: readonly UsableCoupon[]; now: Date },
): Promise<OutsidePrice> {
  if (order.cart === null) return takeUnpriced(coupons, now);
  const built = toPricingCart(order.cart);
  if ('errors' in built) throw new AppError('CART_INVALID', { errors: built.errors });
  const context: PricingContext = {
    now: now.getTime(),
    firstOrder: await isFirstOrder(tx, lockId, order, coupons),
    userTags: await readAskedTags(tx, order.userId, coupons),
    channel: order.channel,
    paymentMethod: order.paymentMethod,
  };
  const candidates = coupons.map(({ candidate }) => candidate);
  const result = priceWith(built.cart, candidates, context);
  if (result.outcome === 'refused') throw refuse(result.refusals);
  const owners = new Map(candidates.map(({ couponId, merchantId }) => [couponId, merchantId]));
  const applied = new Map(result.priced.coupons.map((coupon) => [coupon.couponId, coupon]));
  return {
    priced: result.priced,
    coupons: coupons.map((coupon) => toLockCoupon(coupon, applied.get(coupon.candidate.couponId))),
    shares: toLockShares(order.cart, result.priced, owners),
  };
}

function takeUnpriced(coupons: readonly UsableCoupon[], now: Date): OutsidePrice {
  const refusals = coupons.flatMap(({ candidate, budgeted }): Refusal[] => {
    const reasons: HoldReason[] = checkWindow(candidate, now.getTime());
    if (budgeted) reasons.push({ code: 'CART_REQUIRED' });
    return reasons.length > 0 ? [{ couponId: candidate.couponId, reasons }] : [];
  });
  if (refusals.length > 0) throw refuse(refusals);
  return { priced: null, coupons: coupons.map((coupon) => toLockCoupon(coupon, undefined)), shares: [] };
}

function refuse(refusals: readonly Refusal[]): AppError {
  return new AppError('COUPON_NOT_APPLICABLE', { extra: { coupons: toRefusalViews(refusals) } });
}

/** Decided under the user's row, as for orders of our own. */
async function isFirstOrder(
  tx: Tx,
  lockId: string,
  { userId, firstOrder }: OutsideOrder,
  coupons: readonly UsableCoupon[],
): Promise<boolean> {
  if (!firstOrder || !coupons.some(({ candidate }) => candidate.rule.content.conditions?.firstOrder)) {
    return false;
  }
  await lockShopper(tx, userId);
  return !(await hasLiveOrder(tx, userId, lockId));
}

function toLockCoupon(
  { candidate, batchId, budgeted, merchantShareBp }: UsableCoupon,
  applied: AppliedCoupon | undefined,
): ExternalHoldCoupon {
  return {
    couponId: candidate.couponId,
    batchId,
    ruleId: candidate.rule.ruleId,
    merchantId: candidate.merchantId,
    currency: candidate.rule.currency,
    budgeted,
    merchantShareBp,
    discountMinor: applied?.discountMinor ?? 0,
    shippingDiscountMinor: applied?.shippingDiscountMinor ?? 0,
    giftValueMinor: applied?.giftValueMinor ?? 0,
  };
}
