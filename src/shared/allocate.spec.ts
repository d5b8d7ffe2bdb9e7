import * as fc from 'fast-check';
import { checkProperty } from '../../test/support/property';
import { allocate } from './allocate';

const shares = (amount: number, weights: number[]) => [...allocate(amount, Float64Array.from(weights))];
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Weights of any size with an amount that they can bear. */
function shareable(largestWeight: number): fc.Arbitrary<{ weights: number[]; amount: number }> {
  return fc.array(fc.nat(largestWeight), { minLength: 1, maxLength: 40 }).chain((weights) =>
    fc.record({
      weights: fc.constant(weights),
      amount: fc.oneof(fc.integer({ min: 0, max: sum(weights) }), fc.nat(Math.min(sum(weights), 50))),
    }),
  );
}

describe('allocate', () => {
  it.each([
    [300, [4000, 2000, 2000], [150, 75, 75]],
    [299, [4300, 1400, 2300], [161, 52, 86]],
    [1000, [10_000, 10_000, 10_000], [334, 333, 333]],
    [2, [1, 1, 1], [1, 1, 0]],
    [1, [0, 3, 3], [0, 1, 0]],
    [1, [1, 2, 1], [0, 1, 0]],
    [7, [7, 0], [7, 0]],
    // The remainders of these differ by less than a double of their products could tell.
    [
      70_368_744_177_709,
      [140_737_488_355_319, 140_737_488_355_325, 70_368_744_177_666],
      [28_147_497_671_082, 28_147_497_671_084, 14_073_748_835_543],
    ],
    [0, [5, 5], [0, 0]],
    [0, [], []],
    [0, [0, 0], [0, 0]],
  ])('shares %d over %j as %j', (amount, weights, expected) => {
    expect(shares(amount, weights)).toEqual(expected);
  });

  it.each([
    [11, [5, 5]],
    [1, []],
    [-1, [5]],
  ])('refuses to share %d over %j', (amount, weights) => {
    expect(() => shares(amount, weights)).toThrow(RangeError);
  });

  it.each([
    ['everyday weights', 30_000],
    ['weights whose products pass 2^53', 2 ** 47],
  ])('sums exactly, is within one unit of the ideal and never above the weight: %s', (_, largestWeight) => {
    checkProperty(shareable(largestWeight), ({ weights, amount }) => {
      const total = BigInt(sum(weights));
      const result = shares(amount, weights);
      expect(sum(result)).toBe(amount);
      // |share − amount × weight / total| < 1, in whole numbers.
      const wrong = result.filter((share, i) => {
        const offBy = BigInt(share) * total - BigInt(amount) * BigInt(weights[i]!);
        return offBy >= (total || 1n) || -offBy >= (total || 1n) || share > weights[i]!;
      });
      expect(wrong).toEqual([]);
    });
  });

  it.each([
    ['small weights', 60],
    ['weights whose products pass 2^53', 2 ** 47],
  ])(
    'gives the odd units to the largest remainders, on a tie to the earlier weight: %s',
    (_, largestWeight) => {
      checkProperty(shareable(largestWeight), ({ weights, amount }) => {
        const total = BigInt(sum(weights)) || 1n;
        const result = shares(amount, weights);
        const parts = weights.map((weight, i) => ({
          i,
          remainder: (BigInt(weight) * BigInt(amount)) % total,
          served: BigInt(result[i]!) > (BigInt(weight) * BigInt(amount)) / total,
        }));
        const ranked = [...parts].sort((a, b) => Number(b.remainder - a.remainder) || a.i - b.i);
        const servedCount = parts.filter(({ served }) => served).length;
        expect(ranked.map(({ served }) => served)).toEqual(ranked.map((_, rank) => rank < servedCount));
      });
    },
  );

  it('leaves the weights as they were', () => {
    const weights = Float64Array.of(3, 1, 2);
    allocate(4, weights);
    expect([...weights]).toEqual([3, 1, 2]);
  });
});
