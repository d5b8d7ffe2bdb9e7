import { allocate } from '../../../shared/allocate';

/** What one coupon gave away at one place of an order. Minor units. */
export interface Place {
  amountMinor: number;
  /** By earlier refunds. */
  reversedMinor: number;
  /** What the coupon still gives away there on what is kept. */
  keptMinor: number;
}

/**
 * Spreads what a refund reverses of a coupon over the places where it was given. First where less of it is kept than
 * stands in the ledger; a re-tested coupon may keep more on one line than it did, and then what is missing comes from the
 * places that have something left. In proportion, by largest remainder.
 * @param reversalMinor at most what has not been reversed yet over all places
 * @returns one amount per place: they sum to it exactly, and no place is ever reversed by more than was given there
 */
export function spreadReversal(places: readonly Place[], reversalMinor: number): number[] {
  const left = places.map(({ amountMinor, reversedMinor }) => amountMinor - reversedMinor);
  const wanted = places.map(({ keptMinor }, at) => Math.min(Math.max(left[at]! - keptMinor, 0), left[at]!));
  const totalWanted = wanted.reduce((sum, amount) => sum + amount, 0);
  if (reversalMinor <= totalWanted) return Array.from(allocate(reversalMinor, Float64Array.from(wanted)));
  const others = Float64Array.from(left, (amount, at) => amount - wanted[at]!);
  const rest = allocate(reversalMinor - totalWanted, others);
  return wanted.map((amount, at) => amount + rest[at]!);
}
