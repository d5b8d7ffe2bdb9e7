import * as fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { splitFunding, splitReversal } from './split-funding';
import { spreadReversal } from './spread-reversal';

const place = (amountMinor: number, reversedMinor: number, keptMinor: number) => ({
  amountMinor,
  reversedMinor,
  keptMinor,
});
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

describe('spreadReversal', () => {
  test('reverses where less is kept than was given', () => {
    expect(spreadReversal([place(100, 0, 100), place(50, 0, 20), place(30, 0, 0)], 60)).toEqual([0, 30, 30]);
  });

  test('takes what another line keeps more of from where something is left', () => {
    // The second line keeps 20 more than it was given: 40 came off the first, but only 20 flow back.
    expect(spreadReversal([place(60, 0, 20), place(40, 0, 60)], 20)).toEqual([20, 0]);
    expect(spreadReversal([place(60, 0, 60), place(40, 0, 40)], 10)).toEqual([6, 4]);
  });

  test('leaves what was reversed before', () => {
    expect(spreadReversal([place(60, 60, 0), place(40, 10, 0)], 30)).toEqual([0, 30]);
  });

  const places = fc.array(
    fc
      .tuple(fc.nat(1_000), fc.nat(100), fc.nat(1_500))
      .map(([amount, part, kept]) => place(amount, Math.floor((amount * part) / 100), kept)),
    { minLength: 1, maxLength: 8 },
  );

  test('sums exactly to the reversal, and never takes more from a place than is left there', () => {
    checkProperty(fc.tuple(places, fc.nat(100)), ([all, part]) => {
      const left = all.map(({ amountMinor, reversedMinor }) => amountMinor - reversedMinor);
      const reversal = Math.floor((sum(left) * part) / 100);
      const spread = spreadReversal(all, reversal);
      expect(sum(spread)).toBe(reversal);
      expect(spread.every((amount, at) => amount >= 0 && amount <= left[at]!)).toBe(true);
    });
  });
});

describe('splitReversal', () => {
  test('the platform bears the rest of what the merchant bears rounded down', () => {
    expect(splitFunding(1_001, 3_333)).toEqual({ merchantMinor: 333, platformMinor: 668 });
    expect(splitFunding(7, 10_000)).toEqual({ merchantMinor: 7, platformMinor: 0 });
  });

  test('an amount that is reversed in any steps comes back exactly as it was split', () => {
    checkProperty(
      fc.tuple(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 9 }), fc.nat(10_000)),
      ([steps, bp]) => {
        let before = 0;
        const back = { merchantMinor: 0, platformMinor: 0 };
        for (const step of steps) {
          const split = splitReversal(before, step, bp);
          expect(Math.min(split.merchantMinor, split.platformMinor)).toBeGreaterThanOrEqual(0);
          expect(split.merchantMinor + split.platformMinor).toBe(step);
          back.merchantMinor += split.merchantMinor;
          back.platformMinor += split.platformMinor;
          before += step;
        }
        expect(back).toEqual(splitFunding(before, bp));
      },
    );
  });
});
