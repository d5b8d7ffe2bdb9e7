import * as fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { reverseShares } from './reverse-shares';

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

const lineArbitrary = fc.record({
  shares: fc.array(fc.nat(5000), { minLength: 1, maxLength: 5 }),
  quantity: fc.integer({ min: 1, max: 40 }),
});

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
    [[0, 0], 2, 1, [0, 0]],
    [[2 ** 52, 2 ** 51], 2, 1, [2 ** 51, 2 ** 50]],
    [[], 2, 1, []],
  ])('of shares %j on %d units, %d returned reverse %j', (shares, quantity, returned, expected) => {
    expect(reverseShares(shares, quantity, returned)).toEqual(expected);
  });

  it('adds up to the floor of the whole, and gives each coupon at least the floor of its part', () => {
    checkProperty(lineArbitrary, ({ shares, quantity }) => {
      const total = sum(shares);
      for (let returned = 0; returned <= quantity; returned++) {
        const reversed = reverseShares(shares, quantity, returned);
        const whole = Math.floor((total * returned) / quantity);
        expect(sum(reversed)).toBe(whole);
        for (const [c, part] of reversed.entries()) {
          expect(part).toBeGreaterThanOrEqual(total === 0 ? 0 : Math.floor((shares[c]! * whole) / total));
        }
      }
      expect(reverseShares(shares, quantity, quantity)).toEqual(shares);
    });
  });

  it('never takes back what an earlier unit has reversed', () => {
    checkProperty(lineArbitrary, ({ shares, quantity }) => {
      let before = shares.map(() => 0);
      for (let returned = 1; returned <= quantity; returned++) {
        const reversed = reverseShares(shares, quantity, returned);
        for (const [c, part] of reversed.entries()) {
          expect(part).toBeGreaterThanOrEqual(before[c]!);
        }
        before = reversed;
      }
    });
  });
});
