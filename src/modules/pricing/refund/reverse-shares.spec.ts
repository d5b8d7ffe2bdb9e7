import * as fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { reverseShares } from './reverse-shares';

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** A line, and one return of which the next unit is still kept. */
const returnArbitrary = fc
  .record({
    shares: fc.array(fc.nat(5000), { minLength: 1, maxLength: 5 }),
    quantity: fc.integer({ min: 1, max: 40 }),
  })
  .chain((line) => fc.record({ line: fc.constant(line), returned: fc.nat(line.quantity - 1) }));

describe('reverseShares', () => {
  it.each([
    [[10], 3, 0, [0]],
    [[10], 3, 1, [3]],
    [[10], 3, 2, [6]],
    [[10], 3, 3, [10]],
    [[1, 1], 2, 1, [1, 0]],
    [[1, 1], 2, 2, [1, 1]],
    [[3, 6], 3, 1, [1, 2]],
    [[1, 3], 2, 1, [0, 2]],
    [[1, 2], 3, 2, [1, 1]],
    [[2, 3], 3, 2, [1, 2]],
    [[0, 0], 2, 1, [0, 0]],
    [[2 ** 52, 2 ** 51], 2, 1, [2 ** 51, 2 ** 50]],
    [[], 2, 1, []],
  ])('of shares %j on %d units, %d returned reverse %j', (shares, quantity, returned, expected) => {
    expect(reverseShares(shares, quantity, returned)).toEqual(expected);
  });

  it('adds up to the floor of the whole, and gives each coupon at least the floor of its part', () => {
    checkProperty(returnArbitrary, ({ line: { shares, quantity }, returned }) => {
      const total = sum(shares);
      const reversed = reverseShares(shares, quantity, returned);
      const whole = Math.floor((total * returned) / quantity);
      const least = shares.map((share) => Math.floor((share * whole) / (total || 1)));
      expect(sum(reversed)).toBe(whole);
      expect(reversed.filter((part, c) => part < least[c]!)).toEqual([]);
      expect(reverseShares(shares, quantity, quantity)).toEqual(shares);
    });
  });

  it('never takes back what an earlier unit has reversed', () => {
    checkProperty(returnArbitrary, ({ line: { shares, quantity }, returned }) => {
      const before = reverseShares(shares, quantity, returned);
      const after = reverseShares(shares, quantity, returned + 1);
      expect(after.filter((part, c) => part < before[c]!)).toEqual([]);
    });
  });
});
