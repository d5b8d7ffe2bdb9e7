/** Arithmetic on integer minor units. Nothing here rounds through a fraction of a unit. */

/** 100 % in basis points. */
export const FULL_BP = 10_000;

/** The most that one amount may be, in minor units: sums of many lines stay far below 2^53. */
export const MAX_AMOUNT_MINOR = 1_000_000_000_000;

/**
 * floor(a × b / divisor), exact for non-negative safe integers: the product goes through BigInt where a double
 * could no longer hold it. Throws RangeError when the result itself is no safe integer.
 */
export function mulDivFloor(a: number, b: number, divisor: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) {
    // Both are exact here, and a quotient that rounds up to an integer would need a dividend past 2^53.
    return Math.floor(product / divisor);
  }
  const quotient = Number((BigInt(a) * BigInt(b)) / BigInt(divisor));
  if (!Number.isSafeInteger(quotient)) {
    throw new RangeError(`${a} * ${b} / ${divisor} is beyond the safe integers`);
  }
  return quotient;
}

/** `basisPoints` of an amount, rounded down: never more than what was promised. */
export function percentOf(amountMinor: number, basisPoints: number): number {
  return mulDivFloor(amountMinor, basisPoints, FULL_BP);
}

/** True for an amount that this system can hold: an integer from 0 to 2^53 − 1. */
export function isMinorAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

const fractionDigitsByCurrency = new Map<string, number>();

/** Decimal places of a currency's minor unit by ISO 4217, as the runtime's own tables have it (JPY 0, EUR 2, KWD 3). */
export function fractionDigitsOf(currency: string): number {
  let digits = fractionDigitsByCurrency.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    fractionDigitsByCurrency.set(currency, digits);
  }
  return digits;
}

/** For people: 2500 → "25 %", 1250 → "12.5 %". */
export function formatPercent(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

/** For people: 1250 EUR → "12.50 EUR", 500 JPY → "500 JPY". */
export function formatMinor(amountMinor: number, currency: string): string {
  const digits = fractionDigitsOf(currency);
  if (digits === 0) {
    return `${amountMinor} ${currency}`;
  }
  const padded = String(amountMinor).padStart(digits + 1, '0');
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)} ${currency}`;
}
