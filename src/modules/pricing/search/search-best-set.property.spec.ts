import * as fc from 'fast-check';
import { type Marketplace, marketplaceArbitrary } from '../../../../test/support/pricing/pricing-arbitraries';
import { newContext } from '../../../../test/support/pricing/pricing-builders';
import { checkProperty } from '../../../../test/support/property';
import { compareByApplication } from '../cart/application-order';
import { freshState, viewCart } from '../cart/cart-view';
import { type Candidate, layCoupons } from '../cart/terms-on-cart';
import type { PricedCart } from '../pricing.types';
import { type QuoteOptions, quote } from '../quote/quote';
import { SetTrial } from './apply-set';

/** Too large for brute force: whether the search was cut or not, nothing that is easily found may be better. */
const worldArbitrary = fc.record({
  world: marketplaceArbitrary({ lineCount: 30, couponCount: 60, groupCount: 20 }),
  workLimit: fc.constantFrom(0, 20_000, 200_000),
});

function moneyOff({ totals }: PricedCart): number {
  return totals.discountMinor + totals.shippingDiscountMinor + totals.giftValueMinor;
}

function bestOf({ cart, coupons }: Marketplace, options: QuoteOptions): number {
  return moneyOff(quote(cart, coupons, newContext(), options).best);
}

const groupOf = ({ onCart }: Candidate) => onCart.terms.stackGroup;

function layOut({ cart, coupons }: Marketplace): {
  candidates: Candidate[];
  takes: (set: readonly Candidate[]) => number;
} {
  const view = viewCart(cart);
  const candidates = layCoupons(view, freshState(view), coupons);
  const trial = new SetTrial(view);
  return { candidates, takes: (set) => trial.valueOf([...set].sort(compareByApplication)) };
}

/** The strongest coupon first, then each next one of another group with which the set takes more. */
function greedyValue(world: Marketplace): number {
  const { candidates, takes } = layOut(world);
  const alone = new Map(candidates.map((candidate) => [candidate, takes([candidate])]));
  let set: Candidate[] = [];
  for (const candidate of [...candidates]
    .sort(compareByApplication)
    .sort((a, b) => alone.get(b)! - alone.get(a)!)) {
    if (set.every((other) => groupOf(other) !== groupOf(candidate))) {
      const larger = [...set, candidate];
      if (takes(larger) > takes(set)) set = larger;
    }
  }
  return takes(set);
}

describe('the best set, however early the search is cut', () => {
  it('takes off at least as much as the greedy choice', () => {
    checkProperty(worldArbitrary, ({ world, workLimit }) => {
      expect(bestOf(world, { workLimit })).toBeGreaterThanOrEqual(greedyValue(world));
    });
  });

  it('takes off at least as much as any coupon alone', () => {
    checkProperty(worldArbitrary, ({ world, workLimit }) => {
      const { verdicts, best } = quote(world.cart, world.coupons, newContext(), { workLimit });
      for (const verdict of verdicts) {
        if (verdict.eligible) expect(moneyOff(best)).toBeGreaterThanOrEqual(verdict.aloneMinor);
      }
    });
  });

  it('takes off at least as much as the coupons that were asked for, and its gap holds for them', () => {
    const asking = fc.record({ drawn: worldArbitrary, picks: fc.array(fc.nat(), { maxLength: 30 }) });
    checkProperty(asking, ({ drawn: { world, workLimit }, picks }) => {
      const { candidates, takes } = layOut(world);
      const byGroup = new Map<string | null, Candidate>();
      for (const pick of picks) {
        const candidate = candidates[pick % candidates.length]!;
        if (takes([candidate]) > 0) byGroup.set(groupOf(candidate), candidate);
      }
      const set = [...byGroup.values()];
      const asked = set.map(({ coupon }) => coupon.couponId);
      expect(bestOf(world, { workLimit, asked })).toBeGreaterThanOrEqual(takes(set));
      const unasked = quote(world.cart, world.coupons, newContext(), { workLimit });
      expect(moneyOff(unasked.best) + unasked.maxGapMinor).toBeGreaterThanOrEqual(takes(set));
    });
  });

  it('is the same each time', () => {
    checkProperty(worldArbitrary, ({ world: { cart, coupons }, workLimit }) => {
      const once = quote(cart, coupons, newContext(), { workLimit });
      expect(quote(cart, [...coupons].reverse(), newContext(), { workLimit }).best).toEqual(once.best);
    });
  });
});
