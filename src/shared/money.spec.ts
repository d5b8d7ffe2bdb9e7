import * as fc from 'fast-check';
import { checkProperty } from '../../test/support/property';
import { formatMinor, fractionDigitsOf, isMinorAmount, mulDivFloor, percentOf } from './money';

const MAX = Number.MAX_SAFE_INTEGER;

describe('mulDivFloor', () => {
  it('equals the floor of the exact fraction, far past 2^53', () => {
    const operands = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.integer({ min: 1, max: MAX }));
    checkProperty(operands, ([a, b, divisor]) => {
      const exact = (BigInt(a) * BigInt(b)) / BigInt(divisor);
      if (exact <= BigInt(MAX)) {
        expect(mulDivFloor(a, b, divisor)).toBe(Number(exact));
      } else {
        expect(() => mulDivFloor(a, b, divisor)).toThrow(RangeError);
      }
    });
  });

  it('equals it for everyday amounts too', () => {
    const operands = fc.tuple(fc.nat(10_000_000), fc.nat(10_000_000), fc.integer({ min: 1, max: 1_000_000 }));
    checkProperty(operands, ([a, b, divisor]) => {
      expect(mulDivFloor(a, b, divisor)).toBe(Number((BigInt(a) * BigInt(b)) / BigInt(divisor)));
    });
  });

  it.each([
    [MAX, 1, 1, MAX],
    [MAX, MAX, MAX, MAX],
    [2 ** 27, 2 ** 27, 3, Number(2n ** 54n / 3n)],
    [0, 5, 7, 0],
  ])('%d × %d / %d = %d', (a, b, divisor, expected) => {
    expect(mulDivFloor(a, b, divisor)).toBe(expected);
  });
});

describe('percentOf', () => {
  it.each([
    [23_900, 2500, 5975],
    [99, 1000, 9],
    [1, 9999, 0],
    [1, 10_000, 1],
    [MAX, 10_000, MAX],
  ])('%d at %d basis points is %d, rounded down', (amount, basisPoints, expected) => {
    expect(percentOf(amount, basisPoints)).toBe(expected);
  });
});

describe('isMinorAmount', () => {
  it.each([
    [0, true],
    [MAX, true],
    [-1, false],
    [0.5, false],
    [MAX + 1, false],
    [Number.NaN, false],
  ])('%d: %s', (value, expected) => {
    expect(isMinorAmount(value)).toBe(expected);
  });
});

describe('formatMinor', () => {
  it.each([
    [1250, 'EUR', '12.50 EUR'],
    [5, 'EUR', '0.05 EUR'],
    [0, 'EUR', '0.00 EUR'],
    [100, 'USD', '1.00 USD'],
    [500, 'JPY', '500 JPY'],
    [12_345, 'KWD', '12.345 KWD'],
  ])('%d %s reads %s', (amountMinor, currency, expected) => {
    expect(formatMinor(amountMinor, currency)).toBe(expected);
  });

  it('knows how many decimals a currency has', () => {
    expect(['JPY', 'CNY', 'KWD'].map(fractionDigitsOf)).toEqual([0, 2, 3]);
  });
});
