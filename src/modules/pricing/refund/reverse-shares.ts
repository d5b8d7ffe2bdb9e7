import { mulDivFloor } from '../../../shared/money';

/**
 * How much of each coupon's share on a line comes back when `returned` of its `quantity` units have been returned, over
 * all refunds so far.
 *
 * Together they are the floor of shares × returned / quantity, so the money refunded for the units never exceeds what
 * they cost, and a line that is returned whole reverses exactly what was shared to it. Among the coupons the units of
 * that sum go by highest averages (d'Hondt): unlike a floor per coupon, it adds up, and no coupon's part ever shrinks
 * as more units are returned. On equal averages the earlier coupon comes first.
 *
 * @param sharesMinor per coupon, in the order of application
 * @param returned    from 0 to `quantity`
 */
export function reverseShares(sharesMinor: readonly number[], quantity: number, returned: number): number[] {
  const totalMinor = sharesMinor.reduce((sum, share) => sum + share, 0);
  const reversedMinor = mulDivFloor(totalMinor, returned, quantity);
  if (totalMinor === 0) {
    return sharesMinor.map(() => 0);
  }
  // Highest averages never give less than the floor of the exact part, so the count can start there.
  const reversed = sharesMinor.map((share) => mulDivFloor(share, reversedMinor, totalMinor));
  let left = reversedMinor - reversed.reduce((sum, part) => sum + part, 0);
  for (; left > 0; left--) {
    let next = 0;
    for (let c = 1; c < sharesMinor.length; c++) {
      if (hasHigherAverage(sharesMinor[c]!, reversed[c]!, sharesMinor[next]!, reversed[next]!)) {
        next = c;
      }
    }
    reversed[next]! += 1;
  }
  return reversed;
}

/** a / (takenA + 1) > b / (takenB + 1), in whole numbers. */
function hasHigherAverage(a: number, takenA: number, b: number, takenB: number): boolean {
  return BigInt(a) * BigInt(takenB + 1) > BigInt(b) * BigInt(takenA + 1);
}
