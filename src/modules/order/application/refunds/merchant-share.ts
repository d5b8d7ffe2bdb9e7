import type { Principal } from '../../../../platform/auth';
import { allocate } from '../../../../shared/allocate';
import { RedemptionPart } from '../../domain/split-funding';
import type { OrderLine } from '../../domain/stored-order';
import type { ReversalRow } from '../../infra/redemption-rows';
import type { RefundLine } from '../../infra/refund-rows';

/** A merchant in an order in which others take part: they see what is theirs of it, and nothing of the others. */
export interface SharingMerchant {
  merchantId: string;
  /** All lines of the order. */
  lines: readonly OrderLine[];
}

/** What a refund is made of. Amounts in minor units. */
export interface RefundParts {
  lines: readonly RefundLine[];
  reversals: readonly ReversalRow[];
  /** Of kept gifts, as of this refund. */
  giftChargeMinor: number;
  /** As of the refund before. */
  giftChargeBeforeMinor: number;
}

export interface RefundShare {
  amountMinor: number;
  lines: readonly RefundLine[];
  reversals: readonly ReversalRow[];
  giftChargeMinor: number;
}

/** @returns null for a caller who sees the whole order: anybody but a merchant, and a merchant who is alone in it */
export function sharingMerchant(caller: Principal, lines: readonly OrderLine[]): SharingMerchant | null {
  const { role, merchantId } = caller;
  if (role !== 'merchant' || merchantId === undefined) return null;
  return lines.every((line) => line.merchantId === merchantId) ? null : { merchantId, lines };
}

/** Line number → line, of those that are the merchant's. */
export function ownLinesOf({ merchantId, lines }: SharingMerchant): ReadonlyMap<number, OrderLine> {
  return new Map(lines.flatMap((line) => (line.merchantId === merchantId ? [[line.lineNo, line]] : [])));
}

/**
 * A merchant's share of a refund: their units at their prices, less what flowed back of discounts on their lines, and the charge
 * for kept gifts by the value of their gifts. Shipping is no merchant's. Over all merchants and the shipping it is the refund.
 */
export function shareOf(merchant: SharingMerchant, parts: RefundParts): RefundShare {
  const own = ownLinesOf(merchant);
  const lines = parts.lines.filter(({ lineNo }) => own.has(lineNo));
  const reversals = parts.reversals.filter(({ lineNo }) => own.has(lineNo));
  const grossMinor = sum(lines.map(({ lineNo, quantity }) => own.get(lineNo)!.unitPriceMinor * quantity));
  // A gift has no price that its reversal could lower.
  const discountMinor = sum(
    reversals.flatMap(({ part, amountMinor }) => (part === RedemptionPart.Line ? [amountMinor] : [])),
  );
  const giftChargeMinor = giftChargeOf(merchant, parts.giftChargeMinor);
  const giftChargeBeforeMinor = giftChargeOf(merchant, parts.giftChargeBeforeMinor);
  return {
    amountMinor: grossMinor - discountMinor - (giftChargeMinor - giftChargeBeforeMinor),
    lines,
    reversals,
    giftChargeMinor,
  };
}

function giftChargeOf({ merchantId, lines }: SharingMerchant, chargeMinor: number): number {
  const gifts = lines.filter(({ gift }) => gift !== null);
  if (chargeMinor === 0 || gifts.length === 0) return 0;
  const values = Float64Array.from(gifts, ({ gift, quantity }) => gift!.unitValueMinor * quantity);
  const shares = allocate(chargeMinor, values);
  return sum(gifts.map((gift, at) => (gift.merchantId === merchantId ? shares[at]! : 0)));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
