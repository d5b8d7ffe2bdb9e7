import type { PricedCart } from '../../../pricing';
import { HOLD_STATUS_NAMES, type HoldStatusName } from '../../domain/hold-states';
import { giftLineNo, type OutsideCart } from '../../domain/outside-order';
import type { ExternalHold } from '../../infra/external-hold-rows';
import {
  type CouponEffectView,
  type TotalsView,
  toCouponEffects,
  toTotalsView,
} from '../checkout/quote-view';
import { type MoneyView, moneyIn } from '../money-view';

/** The hold of an outside order on coupons, as its order system sees it. */
export interface ExternalHoldView {
  orderNo: string;
  /** null: cancelled before its try came. */
  userId: string | null;
  couponIds: string[];
  status: HoldStatusName;
  /** Until then the coupons are held for the order; after it a confirm works only while they are still free. */
  lockedUntil: string | null;
  /** What the coupons take off the cart; null when none was sent. */
  priced: OutsidePriceView | null;
  createdAt: string;
  confirmedAt: string | null;
  closedAt: string | null;
}

export interface OutsidePriceView {
  /** In the order of the cart. */
  lines: OutsideLineView[];
  gifts: { lineNo: number; couponId: string; productId: string; quantity: number; unitValue: MoneyView }[];
  coupons: CouponEffectView[];
  totals: TotalsView;
  /** How the total came about, in English. */
  explanation: string[];
}

export interface OutsideLineView {
  lineNo: number;
  productId: string;
  quantity: number;
  unitPrice: MoneyView;
  gross: MoneyView;
  discount: MoneyView;
  payable: MoneyView;
}

/** What the try is answered, whenever it is repeated. */
export function toTriedView(
  { orderNo, userId, lockedUntil, createdAt }: ExternalHold,
  couponIds: readonly string[],
  priced: OutsidePriceView | null,
): ExternalHoldView {
  return {
    orderNo,
    userId,
    couponIds: [...couponIds],
    status: 'locked',
    lockedUntil: lockedUntil?.toISOString() ?? null,
    priced,
    createdAt: createdAt.toISOString(),
    confirmedAt: null,
    closedAt: null,
  };
}

/** The lock as it is now. */
export function toExternalHoldView(lock: ExternalHold): ExternalHoldView {
  const tried =
    lock.answer === null ? toTriedView(lock, [], null) : (JSON.parse(lock.answer) as ExternalHoldView);
  return {
    ...tried,
    status: HOLD_STATUS_NAMES[lock.status],
    confirmedAt: lock.confirmedAt?.toISOString() ?? null,
    closedAt: lock.closedAt?.toISOString() ?? null,
  };
}

export function toOutsidePriceView(cart: OutsideCart, priced: PricedCart): OutsidePriceView {
  const money = moneyIn(priced.currency);
  return {
    lines: cart.lines.map(({ productId, quantity, unitPriceMinor }, at) => {
      const { grossMinor, discountMinor, payableMinor } = priced.lines[at]!;
      return {
        lineNo: at + 1,
        productId,
        quantity,
        unitPrice: money(unitPriceMinor),
        gross: money(grossMinor),
        discount: money(discountMinor),
        payable: money(payableMinor),
      };
    }),
    gifts: priced.gifts.map(({ couponId, productId, quantity, unitValueMinor }, at) => ({
      lineNo: giftLineNo(priced, at),
      couponId,
      productId,
      quantity,
      unitValue: money(unitValueMinor),
    })),
    coupons: toCouponEffects(priced),
    totals: toTotalsView(priced.totals, money),
    explanation: priced.explanation.map(({ text }) => text),
  };
}
