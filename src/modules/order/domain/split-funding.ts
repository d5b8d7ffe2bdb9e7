import { percentOf } from '../../../shared/money';

/** `redemption_entry.part`: what a coupon gave away there. */
export const RedemptionPart = { Line: 0, Shipping: 1, Gift: 2 } as const;
export type RedemptionPart = (typeof RedemptionPart)[keyof typeof RedemptionPart];

/** Who bears an amount. The two add up to it exactly. */
export interface FundingSplit {
  merchantMinor: number;
  platformMinor: number;
}

/** What one coupon gave away at one place of an order, and what refunds have reversed of it. Minor units. */
export interface Reversible {
  couponId: string;
  /** 0: shipping. */
  lineNo: number;
  part: RedemptionPart;
  batchId: string;
  ruleId: string;
  /** Who bears the merchant's part; null: nobody but the platform. */
  merchantId: string | null;
  amountMinor: number;
  reversedMinor: number;
}

/** The merchant bears its basis points rounded down, the platform the rest. */
export function splitFunding(amountMinor: number, merchantShareBp: number): FundingSplit {
  const merchantMinor = percentOf(amountMinor, merchantShareBp);
  return { merchantMinor, platformMinor: amountMinor - merchantMinor };
}

/**
 * What of a split comes back when `reversedMinor` more of an entry is reversed. Computed on what is reversed over all
 * refunds, so that an entry that is reversed whole, in whatever steps, comes back exactly as it was split.
 * @param reversedBeforeMinor of this entry, by earlier refunds
 */
export function splitReversal(
  reversedBeforeMinor: number,
  reversedMinor: number,
  merchantShareBp: number,
): FundingSplit {
  const before = splitFunding(reversedBeforeMinor, merchantShareBp);
  const after = splitFunding(reversedBeforeMinor + reversedMinor, merchantShareBp);
  return {
    merchantMinor: after.merchantMinor - before.merchantMinor,
    platformMinor: after.platformMinor - before.platformMinor,
  };
}
