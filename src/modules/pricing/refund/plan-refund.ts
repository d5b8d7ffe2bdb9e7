import { compareByApplication } from '../cart/application-order';
import { freshState, viewCart } from '../cart/cart-view';
import { layCoupons } from '../cart/terms-on-cart';
import type { CandidateCoupon, Cart, PricedTotals } from '../pricing.types';
import {
  type GiftCharge,
  type KeptEffect,
  keepShares,
  keptWorthOf,
  type PaidCoupon,
  type TestedEffect,
  testAgain,
} from './keep-effects';
import { reverseShares } from './reverse-shares';

/** Everything is cumulative: what is back after this refund, those before included. */
export interface RefundInput {
  /** As it was ordered. */
  readonly cart: Cart;
  /** The coupons that paid, with the terms they had then. */
  readonly coupons: readonly CandidateCoupon[];
  /** As it was priced then. */
  readonly priced: {
    readonly coupons: readonly PaidCoupon[];
    readonly totals: Pick<PricedTotals, 'payableMinor'>;
  };
  readonly returned: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly giftsReturned: readonly { readonly couponId: string; readonly quantity: number }[];
  readonly shippingRefunded: boolean;
  /** Money given back by earlier refunds of this order. */
  readonly refundedBeforeMinor: number;
  /** What earlier refunds reversed, per coupon. */
  readonly reversedBefore: readonly { readonly couponId: string; readonly amountMinor: number }[];
}

export interface RefundPlan {
  /** Money to give back now: never more than what was paid and not yet given back. */
  readonly refundMinor: number;
  /** What the kept lines, shipping and gifts cost under the original terms. */
  readonly keptPayableMinor: number;
  readonly keptLines: readonly {
    readonly lineId: string;
    readonly quantity: number;
    readonly payableMinor: number;
  }[];
  /** Per coupon: what flows back to its budget now, and over all refunds. */
  readonly reversals: readonly {
    readonly couponId: string;
    readonly amountMinor: number;
    readonly cumulativeMinor: number;
  }[];
  /** What each coupon still gives away on what is kept. */
  readonly keptEffects: readonly KeptEffect[];
  /** Kept gifts that are no longer earned, at their recorded value. Part of `keptPayableMinor`. */
  readonly giftCharges: readonly GiftCharge[];
}

/**
 * What comes back when units of an order are returned: paid − price of what is kept − refunded before, at least zero.
 *
 * A coupon whose rule says `share` keeps its shares on the kept units (see `reverseShares`). One that says `retest` is
 * applied to the kept lines again, by its original terms, and takes nothing where they no longer hold. Conditions on
 * the buyer, the moment and the coupon's window held when it was used, and are not asked again.
 *
 * @throws RangeError when more is returned than was ordered
 */
export function planRefund(input: RefundInput): RefundPlan {
  const keptCart = cartOfKept(input);
  const view = viewCart(keptCart);
  const state = freshState(view);
  const candidates = layCoupons(view, freshState(view), input.coupons).sort(compareByApplication);
  const sharing = candidates
    .filter(({ onCart }) => onCart.terms.refund === 'share')
    .map(({ coupon }) => appliedOf(input, coupon.couponId));
  const keptShares = sharesOfKept(input, sharing);
  const effects = new Map<string, TestedEffect>();
  for (const candidate of candidates) {
    const { couponId } = candidate.coupon;
    const applied = appliedOf(input, couponId);
    const effect =
      candidate.onCart.terms.refund === 'share'
        ? keepShares(view, state, keptShares.get(couponId)!, applied)
        : testAgain(view, state, candidate, keptGiftsOf(input, applied));
    effects.set(couponId, effect);
  }
  const giftCharges = [...effects.values()].flatMap(({ giftCharge }) => giftCharge ?? []);
  const keptPayableMinor =
    sum(state.leftMinor) + state.shippingLeftMinor + sum(giftCharges.map((charge) => charge.amountMinor));
  const paidMinor = input.priced.totals.payableMinor;
  return {
    refundMinor: Math.max(0, paidMinor - keptPayableMinor - input.refundedBeforeMinor),
    keptPayableMinor,
    keptLines: view.lines.map(({ lineId, quantity }, i) => ({
      lineId,
      quantity,
      payableMinor: state.leftMinor[i]!,
    })),
    reversals: input.priced.coupons.map((applied) =>
      reversalOf(input, applied, keptWorthOf(effects.get(applied.couponId)!)),
    ),
    keptEffects: [...effects.values()].map(({ giftCharge: _charge, ...effect }) => effect),
    giftCharges,
  };
}

function cartOfKept(input: RefundInput): Cart {
  for (const { lineId, quantity } of input.returned) {
    const line = input.cart.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined || !Number.isSafeInteger(quantity) || quantity < 0 || quantity > line.quantity) {
      throw new RangeError(`${quantity} of line ${lineId} can't be returned`);
    }
  }
  const lines = input.cart.lines
    .map((line) => ({ ...line, quantity: line.quantity - returnedOf(input, line.lineId) }))
    .filter(({ quantity }) => quantity > 0);
  return { ...input.cart, lines, shippingMinor: input.shippingRefunded ? 0 : input.cart.shippingMinor };
}

function returnedOf(input: RefundInput, lineId: string): number {
  return input.returned.find((entry) => entry.lineId === lineId)?.quantity ?? 0;
}

function appliedOf(input: RefundInput, couponId: string): PaidCoupon {
  const applied = input.priced.coupons.find((coupon) => coupon.couponId === couponId);
  if (applied === undefined) {
    throw new RangeError(`coupon ${couponId} did not pay for this order`);
  }
  return applied;
}

/** Per `share` coupon: its share of each line, less what the returned units reverse. */
function sharesOfKept(input: RefundInput, sharing: readonly PaidCoupon[]): Map<string, Map<string, number>> {
  const kept = new Map(sharing.map(({ couponId }) => [couponId, new Map<string, number>()]));
  for (const { lineId, quantity } of input.cart.lines) {
    const shares = sharing.map((applied) => shareOn(applied, lineId));
    const reversed = reverseShares(shares, quantity, returnedOf(input, lineId));
    for (const [c, { couponId }] of sharing.entries()) {
      kept.get(couponId)!.set(lineId, shares[c]! - reversed[c]!);
    }
  }
  return kept;
}

function shareOn(applied: PaidCoupon, lineId: string): number {
  return applied.shares.find((share) => share.lineId === lineId)?.amountMinor ?? 0;
}

function keptGiftsOf(input: RefundInput, applied: PaidCoupon): number {
  const given = sum(applied.gifts.map(({ quantity }) => quantity));
  const returned = input.giftsReturned.find((entry) => entry.couponId === applied.couponId)?.quantity ?? 0;
  if (returned > given) {
    throw new RangeError(`${returned} gifts of coupon ${applied.couponId} can't be returned`);
  }
  return given - returned;
}

/** Reversals only ever grow, up to what the coupon took in the first place. */
function reversalOf(
  input: RefundInput,
  applied: PaidCoupon,
  keptMinor: number,
): RefundPlan['reversals'][number] {
  const tookMinor = applied.discountMinor + applied.shippingDiscountMinor + applied.giftValueMinor;
  const { couponId } = applied;
  const beforeMinor = input.reversedBefore.find((entry) => entry.couponId === couponId)?.amountMinor ?? 0;
  const cumulativeMinor = Math.max(beforeMinor, tookMinor - keptMinor);
  return { couponId, amountMinor: cumulativeMinor - beforeMinor, cumulativeMinor };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
