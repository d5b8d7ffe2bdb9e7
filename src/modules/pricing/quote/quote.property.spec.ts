import * as fc from 'fast-check';
import {
  cartArbitrary,
  contextArbitrary,
  couponsArbitrary,
} from '../../../../test/support/pricing/pricing-arbitraries';
import {
  applyByOracle,
  bestByBruteForce,
  inOrderOfApplication,
  inScope,
  startState,
  valueByOracle,
} from '../../../../test/support/pricing/pricing-oracle';
import { checkProperty } from '../../../../test/support/property';
import type { CandidateCoupon, Cart, CartLine, PricedCart, PricingContext, Quote } from '../pricing.types';
import { priceWith } from './price-with';
import { quote } from './quote';

const worldArbitrary = (maxCoupons: number) =>
  fc.record({ cart: cartArbitrary, coupons: couponsArbitrary(maxCoupons), context: contextArbitrary });
type World = { cart: Cart; coupons: CandidateCoupon[]; context: PricingContext };

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function moneyOff({ totals }: PricedCart): number {
  return totals.discountMinor + totals.shippingDiscountMinor + totals.giftValueMinor;
}

/** Lines in scope, and of an offer with a list of its own the listed ones that are not of another merchant. */
function mayTouch(coupon: CandidateCoupon, line: CartLine): boolean {
  const { content } = coupon.rule;
  const offer = 'offer' in content && content.offer.kind === 'buyXGetY' ? content.offer : undefined;
  const listed = offer?.productIds?.includes(line.productId) ?? false;
  const foreign = coupon.merchantId !== null && coupon.merchantId !== line.merchantId;
  return inScope(coupon, line) || (listed && !foreign);
}

function eligibleOf({ coupons }: World, result: Quote): CandidateCoupon[] {
  return coupons.filter((_, i) => result.verdicts[i]!.eligible);
}

function couponsOfBest({ coupons }: World, result: Quote): CandidateCoupon[] {
  return result.best.coupons.map(({ couponId }) => coupons.find((coupon) => coupon.couponId === couponId)!);
}

function expectSoundTotals(priced: PricedCart, cart: Cart): void {
  for (const line of priced.lines) {
    const shares = priced.coupons.flatMap((coupon) =>
      coupon.shares.filter(({ lineId }) => lineId === line.lineId),
    );
    expect(sum(shares.map(({ amountMinor }) => amountMinor))).toBe(line.discountMinor);
    expect(line.payableMinor).toBe(line.grossMinor - line.discountMinor);
    expect(line.payableMinor).toBeGreaterThanOrEqual(0);
  }
  for (const coupon of priced.coupons) {
    expect(sum(coupon.shares.map(({ amountMinor }) => amountMinor))).toBe(coupon.discountMinor);
  }
  const { totals } = priced;
  expect(totals.grossMinor).toBe(sum(cart.lines.map((line) => line.unitPriceMinor * line.quantity)));
  expect(totals.discountMinor).toBe(sum(priced.lines.map((line) => line.discountMinor)));
  expect(totals.shippingDiscountMinor).toBeLessThanOrEqual(totals.shippingMinor);
  expect(totals.payableMinor).toBe(
    sum(priced.lines.map((line) => line.payableMinor)) + totals.shippingMinor - totals.shippingDiscountMinor,
  );
}

describe('quote, for any cart and coupons', () => {
  it('shares sum exactly, no line and no total goes below zero', () => {
    checkProperty(worldArbitrary(12), ({ cart, coupons, context }) => {
      expectSoundTotals(quote(cart, coupons, context).best, cart);
    });
  });

  it('the best set takes off what an independent reading of the rules takes off, line by line', () => {
    checkProperty(worldArbitrary(12), (world) => {
      const { best } = quote(world.cart, world.coupons, world.context);
      const state = startState(world.cart);
      const replayed = inOrderOfApplication(couponsOfBest(world, { ...emptyQuote, best }));
      expect(replayed.map(({ couponId }) => couponId)).toEqual(best.coupons.map(({ couponId }) => couponId));
      for (const [i, coupon] of replayed.entries()) {
        const applied = best.coupons[i]!;
        const expected = applyByOracle(world.cart, coupon, state);
        expect(applied.discountMinor + applied.shippingDiscountMinor + applied.giftValueMinor).toBe(
          expected.worth,
        );
        expect(new Map(applied.shares.map((share) => [share.lineId, share.amountMinor]))).toEqual(
          expected.shares,
        );
      }
    });
  });

  it('a coupon takes money off the lines it may touch only, and never more than they cost', () => {
    checkProperty(worldArbitrary(6), ({ cart, coupons, context }) => {
      for (const coupon of coupons) {
        const touchable = new Map(
          cart.lines
            .filter((line) => mayTouch(coupon, line))
            .map((line) => [line.lineId, line.unitPriceMinor * line.quantity]),
        );
        const { best } = quote(cart, [coupon], context);
        for (const { lineId, amountMinor } of best.coupons.flatMap(({ shares }) => shares)) {
          expect(amountMinor).toBeLessThanOrEqual(touchable.get(lineId) ?? 0);
        }
        expect(best.totals.discountMinor).toBeLessThanOrEqual(sum([...touchable.values()]));
      }
    });
  });

  it('a coupon is eligible exactly when it takes something off alone', () => {
    checkProperty(worldArbitrary(6), (world) => {
      const { verdicts } = quote(world.cart, world.coupons, world.context);
      for (const [i, verdict] of verdicts.entries()) {
        const coupon = world.coupons[i]!;
        const inWindow = coupon.validFrom <= world.context.now && world.context.now < coupon.validUntil;
        const alone = valueByOracle(world.cart, [coupon]);
        expect(verdict.eligible).toBe(inWindow && alone > 0);
        if (verdict.eligible) {
          expect(verdict.aloneMinor).toBe(alone);
        } else {
          expect(verdict.reasons.length).toBeGreaterThan(0);
        }
      }
    });
  });

  it('the best set is the one that brute force over all subsets finds', () => {
    checkProperty(worldArbitrary(12), (world) => {
      const result = quote(world.cart, world.coupons, world.context);
      const expected = bestByBruteForce(world.cart, eligibleOf(world, result));
      expect(result.exact).toBe(true);
      expect({
        value: moneyOff(result.best),
        couponIds: result.best.coupons.map(({ couponId }) => couponId).sort((a, b) => Number(a) - Number(b)),
      }).toEqual(expected);
    });
  });

  it('another coupon never makes the best set worse', () => {
    checkProperty(worldArbitrary(14), ({ cart, coupons, context }) => {
      const fewer = quote(cart, coupons.slice(1), context);
      const all = quote(cart, coupons, context);
      expect(moneyOff(all.best)).toBeGreaterThanOrEqual(moneyOff(fewer.best));
    });
  });

  it('the order of lines and coupons changes nothing', () => {
    const shuffled = worldArbitrary(12).chain((world) =>
      fc.record({
        world: fc.constant(world),
        lines: fc.shuffledSubarray([...world.cart.lines], { minLength: world.cart.lines.length }),
        coupons: fc.shuffledSubarray(world.coupons, { minLength: world.coupons.length }),
      }),
    );
    checkProperty(shuffled, ({ world, lines, coupons }) => {
      const one = quote(world.cart, world.coupons, world.context);
      const other = quote({ ...world.cart, lines }, coupons, world.context);
      const byLine = (priced: PricedCart) => new Map(priced.lines.map((line) => [line.lineId, line]));
      expect(other.best.coupons).toEqual(one.best.coupons);
      expect(other.best.totals).toEqual(one.best.totals);
      expect(other.best.explanation).toEqual(one.best.explanation);
      expect(byLine(other.best)).toEqual(byLine(one.best));
      expect(other.verdicts).toEqual(
        coupons.map(({ couponId }) => one.verdicts.find((verdict) => verdict.couponId === couponId)),
      );
    });
  });

  it('pricing with exactly the best set gives the quoted result, never a refusal', () => {
    checkProperty(worldArbitrary(12), (world) => {
      const result = quote(world.cart, world.coupons, world.context);
      const chosen = couponsOfBest(world, result);
      expect(priceWith(world.cart, chosen, world.context)).toEqual({
        outcome: 'priced',
        priced: result.best,
      });
    });
  });

  it('a search that is cut short says by how much it can be off', () => {
    const limited = fc.record({ world: worldArbitrary(12), workLimit: fc.nat(40) });
    let cut = 0;
    checkProperty(limited, ({ world, workLimit }) => {
      const optimum = moneyOff(quote(world.cart, world.coupons, world.context).best);
      const result = quote(world.cart, world.coupons, world.context, { workLimit });
      expect(moneyOff(result.best) + result.maxGapMinor).toBeGreaterThanOrEqual(optimum);
      expect(result.exact).toBe(result.maxGapMinor === 0);
      cut += result.exact ? 0 : 1;
    });
    expect(cut).toBeGreaterThan(0);
  });

  it('rules that were parsed separately are told to be equal by their content', () => {
    checkProperty(worldArbitrary(12), ({ cart, coupons, context }) => {
      const copies = coupons.map((coupon) => ({ ...coupon, rule: structuredClone(coupon.rule) }));
      expect(quote(cart, copies, context)).toEqual(quote(cart, coupons, context));
    });
  });

  it('inputs are left as they were', () => {
    checkProperty(worldArbitrary(6), (world) => {
      const before = structuredClone(world);
      quote(world.cart, world.coupons, world.context);
      expect(world).toEqual(before);
    });
  });
});

const emptyQuote: Omit<Quote, 'best'> = { verdicts: [], exact: true, maxGapMinor: 0 };
