import * as fc from 'fast-check';
import {
  cartArbitrary,
  contextArbitrary,
  couponsArbitrary,
} from '../../../../test/support/pricing/pricing-arbitraries';
import { checkProperty } from '../../../../test/support/property';
import { nextAfter, orderOf } from '../../../../test/support/refund-orders';
import type { CandidateCoupon, Cart } from '../pricing.types';
import { quote } from '../quote/quote';
import type { RefundMode } from '../terms/rule-content';
import { planRefund } from './plan-refund';

/** Orders that were priced with their best set, and the units that come back in each of three refunds. */
function refundsArbitrary(mode: RefundMode | null) {
  return fc
    .record({
      cart: cartArbitrary,
      coupons: couponsArbitrary(8),
      context: contextArbitrary,
      modes: fc.array(fc.constantFrom('share' as const, 'retest' as const), { minLength: 8, maxLength: 8 }),
      steps: fc.array(fc.array(fc.nat(100), { minLength: 7, maxLength: 7 }), { minLength: 3, maxLength: 3 }),
    })
    .map(({ cart, coupons, context, modes, steps }) => {
      const withMode = coupons.map(
        (coupon, i) =>
          ({
            ...coupon,
            rule: { ...coupon.rule, content: { ...coupon.rule.content, refund: mode ?? modes[i] } },
          }) as CandidateCoupon,
      );
      const { best } = quote(cart, withMode, context);
      const used = best.coupons.map(
        ({ couponId }) => withMode.find((coupon) => coupon.couponId === couponId)!,
      );
      return { input: orderOf(cart, used, best), steps };
    });
}

/** Cumulative units per line: each step returns a part of what is still kept, the last one everything. */
function returnedAfter(cart: Cart, steps: number[][], upTo: number) {
  return cart.lines.map(({ lineId, quantity }, i) => {
    let kept = quantity;
    for (const step of steps.slice(0, upTo)) {
      kept -= Math.floor((kept * step[i]!) / 101);
    }
    return { lineId, quantity: upTo === steps.length ? quantity : quantity - kept };
  });
}

describe('planRefund, for any order and any refunds', () => {
  it.each([['share' as const], ['retest' as const], [null]])(
    'gives back all that was paid in the end, never more, and reverses each coupon in full: %s',
    (mode) => {
      checkProperty(refundsArbitrary(mode), ({ input, steps }) => {
        const paid = input.priced.totals.payableMinor;
        let current = input;
        for (let step = 1; step <= steps.length; step++) {
          const last = step === steps.length;
          current = {
            ...current,
            returned: returnedAfter(input.cart, steps, step),
            shippingRefunded: last,
            giftsReturned: last
              ? input.priced.coupons.flatMap(({ couponId, gifts }) =>
                  gifts.map(({ quantity }) => ({ couponId, quantity })),
                )
              : [],
          };
          const plan = planRefund(current);
          expect(plan.refundMinor).toBeGreaterThanOrEqual(0);
          expect(plan.keptLines.every(({ payableMinor }) => payableMinor >= 0)).toBe(true);
          for (const { lineId, quantity, payableMinor } of plan.keptLines) {
            const { unitPriceMinor } = input.cart.lines.find((line) => line.lineId === lineId)!;
            const shares = plan.keptEffects.flatMap((effect) => effect.shares);
            const own = shares.filter((share) => share.lineId === lineId);
            expect(own.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(
              unitPriceMinor * quantity - payableMinor,
            );
          }
          for (const { amountMinor } of plan.reversals) {
            expect(amountMinor).toBeGreaterThanOrEqual(0);
          }
          current = nextAfter(current, plan);
          expect(current.refundedBeforeMinor).toBeLessThanOrEqual(paid);
        }
        expect(current.refundedBeforeMinor).toBe(paid);
        expect(current.reversedBefore.map(({ amountMinor }) => amountMinor)).toEqual(
          input.priced.coupons.map((c) => c.discountMinor + c.shippingDiscountMinor + c.giftValueMinor),
        );
      });
    },
  );

  it('by shares, returned units refund their price less what they reverse, whatever else was refunded', () => {
    checkProperty(refundsArbitrary('share'), ({ input, steps }) => {
      const onlyShares = input.coupons.every(
        ({ rule }) => !('offer' in rule.content) || rule.content.offer.kind === 'freeShipping',
      );
      fc.pre(onlyShares);
      const plan = planRefund({ ...input, returned: returnedAfter(input.cart, steps, 1) });
      const gross = returnedAfter(input.cart, steps, 1).reduce(
        (sum, { quantity }, i) => sum + quantity * input.cart.lines[i]!.unitPriceMinor,
        0,
      );
      const reversed = plan.reversals.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
      expect(plan.refundMinor).toBe(gross - reversed);
    });
  });

  it('the order in which the coupons are handed in changes nothing', () => {
    checkProperty(refundsArbitrary(null), ({ input, steps }) => {
      const returning = { ...input, returned: returnedAfter(input.cart, steps, 1) };
      const reversed = { ...returning, coupons: returning.coupons.toReversed() };
      expect(planRefund(reversed)).toEqual(planRefund(returning));
    });
  });

  it('nothing returned refunds nothing', () => {
    checkProperty(refundsArbitrary(null), ({ input }) => {
      expect(planRefund(input)).toMatchObject({
        refundMinor: 0,
        keptPayableMinor: input.priced.totals.payableMinor,
        giftCharges: [],
      });
    });
  });
});
