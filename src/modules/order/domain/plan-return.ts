import type { FieldError } from '../../../shared/errors';
import { type CartLine, planRefund, type RefundPlan, type Rule } from '../../pricing';
import { type Reversible, splitReversal } from './split-funding';
import { spreadReversal } from './spread-reversal';
import type { OrderCoupon, OrderLine, StoredOrder } from './stored-order';

/** What somebody wants to send back: everything that is left, or units of lines. */
export type RefundRequest =
  | { whole: true }
  | { whole: false; lines: readonly { lineNo: number; quantity: number }[]; shipping: boolean };

/** An order with everything that happened to it since. */
export interface ReturnContext {
  order: StoredOrder;
  /** Per category its own id and its ancestors'. */
  categories: ReadonlyMap<string, readonly string[]>;
  /** Per batch of the order's coupons. */
  rules: ReadonlyMap<string, Rule>;
  /** Units that earlier refunds were for, by line. */
  returned: ReadonlyMap<number, number>;
  shippingRefunded: boolean;
  refundedMinor: number;
  redemptions: readonly Reversible[];
}

export interface ReturnPlan {
  /** Money to give back now. */
  refundMinor: number;
  /** What the kept units, shipping and gifts cost. */
  keptMinor: number;
  lines: { lineNo: number; quantity: number }[];
  /** This refund gives the shipping back. */
  shipping: boolean;
  /** Kept gifts that are no longer earned, at their recorded value: part of `keptMinor`. */
  giftCharges: RefundPlan['giftCharges'];
  /** What flows back of each coupon. */
  reversals: { couponId: string; batchId: string; amountMinor: number }[];
  /** The same by place, for the ledger; only amounts above zero. */
  entries: ({ of: Reversible; amountMinor: number } & ReturnType<typeof splitReversal>)[];
  /** After it nothing of the order is kept, except perhaps its shipping. */
  whole: boolean;
  /** Coupons that give nothing away any more. */
  reversedCoupons: OrderCoupon[];
}

export type ReturnResult = { plan: ReturnPlan } | { errors: FieldError[] };

/** Coupons are not asked again for the moment in which they were used. */
const ANY_TIME = { validFrom: 0, validUntil: Number.MAX_SAFE_INTEGER };

/** What a refund of these units means for money, coupons, budgets and ledger. See `planRefund` for the arithmetic. */
export function planReturn(context: ReturnContext, request: RefundRequest): ReturnResult {
  const { order } = context;
  const left = new Map(
    order.lines.map(({ lineNo, quantity }) => [lineNo, quantity - (context.returned.get(lineNo) ?? 0)]),
  );
  const errors = request.whole ? [] : findExcess(request.lines, left);
  if (errors.length > 0) return { errors };
  const lines = request.whole
    ? Array.from(left, ([lineNo, quantity]) => ({ lineNo, quantity })).filter(({ quantity }) => quantity > 0)
    : [...request.lines].sort((a, b) => a.lineNo - b.lineNo);
  const shipping =
    !context.shippingRefunded && order.totals.shippingMinor > 0 && (request.whole || request.shipping);
  const back = new Map(context.returned);
  for (const { lineNo, quantity } of lines) back.set(lineNo, (back.get(lineNo) ?? 0) + quantity);
  const plan = planRefund(inputOf(context, back, context.shippingRefunded || shipping));
  const entries = entriesOf(context, plan);
  return {
    plan: {
      refundMinor: plan.refundMinor,
      keptMinor: plan.keptPayableMinor,
      lines,
      shipping,
      giftCharges: plan.giftCharges,
      reversals: plan.reversals.map(({ couponId, amountMinor }) => ({
        couponId,
        batchId: couponOf(order, couponId).batchId,
        amountMinor,
      })),
      entries,
      whole: order.lines.every(({ lineNo, quantity }) => (back.get(lineNo) ?? 0) === quantity),
      reversedCoupons: order.coupons.filter(({ couponId }) => isReversed(context, plan, couponId)),
    },
  };
}

function findExcess(
  lines: readonly { lineNo: number; quantity: number }[],
  left: ReadonlyMap<number, number>,
): FieldError[] {
  return lines.flatMap(({ lineNo, quantity }, at) => {
    const remaining = left.get(lineNo);
    if (remaining === undefined) {
      const message = `the order has no line ${lineNo}`;
      return [{ pointer: `/lines/${at}/lineNo`, code: 'LINE_NOT_FOUND', message }];
    }
    if (quantity <= remaining) return [];
    const message = `${remaining} of line ${lineNo} can be refunded, not ${quantity}`;
    return [{ pointer: `/lines/${at}/quantity`, code: 'QUANTITY_EXCEEDED', message }];
  });
}

function inputOf(
  { order, categories, rules, refundedMinor, redemptions }: ReturnContext,
  back: ReadonlyMap<number, number>,
  shippingRefunded: boolean,
) {
  const bought = order.lines.filter(({ gift }) => gift === null);
  const gifts = order.lines.filter(({ gift }) => gift !== null);
  const { currency, totals } = order;
  return {
    cart: {
      currency,
      lines: bought.map((line) => toCartLine(line, categories)),
      shippingMinor: totals.shippingMinor,
    },
    coupons: order.coupons.map(({ couponId, merchantId, batchId }) => ({
      couponId,
      merchantId,
      rule: rules.get(batchId)!,
      ...ANY_TIME,
    })),
    priced: { totals, coupons: order.coupons.map((coupon) => ({ ...coupon, ...partsOf(coupon, gifts) })) },
    returned: bought.map(({ lineNo }) => ({ lineId: String(lineNo), quantity: back.get(lineNo) ?? 0 })),
    giftsReturned: gifts.map(({ lineNo, gift }) => ({
      couponId: gift!.couponId,
      quantity: back.get(lineNo) ?? 0,
    })),
    shippingRefunded,
    refundedBeforeMinor: refundedMinor,
    reversedBefore: order.coupons.map(({ couponId }) => ({
      couponId,
      amountMinor: sumOf(redemptions.filter((entry) => entry.couponId === couponId)),
    })),
  };
}

function toCartLine(line: OrderLine, categories: ReadonlyMap<string, readonly string[]>): CartLine {
  const { lineNo, productId, merchantId, categoryId, unitPriceMinor, quantity } = line;
  const categoryIds = categories.get(categoryId) ?? [categoryId];
  return { lineId: String(lineNo), productId, merchantId, categoryIds, unitPriceMinor, quantity };
}

function partsOf({ couponId, merchantId, shares }: OrderCoupon, gifts: readonly OrderLine[]) {
  return {
    shares: shares.map(({ lineNo, amountMinor }) => ({ lineId: String(lineNo), amountMinor })),
    gifts: gifts
      .filter(({ gift }) => gift!.couponId === couponId)
      .map(({ productId, quantity, gift }) => ({
        couponId,
        merchantId,
        productId,
        quantity,
        unitValueMinor: gift!.unitValueMinor,
      })),
  };
}

function entriesOf({ order, redemptions }: ReturnContext, plan: RefundPlan): ReturnPlan['entries'] {
  const gifts = new Set(order.lines.flatMap(({ lineNo, gift }) => (gift ? [lineNo] : [])));
  return plan.reversals.flatMap(({ couponId, amountMinor: reversalMinor }) => {
    const own = redemptions.filter((entry) => entry.couponId === couponId);
    const kept = plan.keptEffects.find((effect) => effect.couponId === couponId)!;
    const keptAt = (lineNo: number): number => {
      if (lineNo === 0) return kept.shippingMinor;
      if (gifts.has(lineNo)) return kept.giftMinor;
      return kept.shares.find(({ lineId }) => lineId === String(lineNo))?.amountMinor ?? 0;
    };
    const places = own.map((entry) => ({ ...entry, keptMinor: keptAt(entry.lineNo) }));
    const { merchantShareBp } = couponOf(order, couponId);
    return spreadReversal(places, reversalMinor).flatMap((amountMinor, at) => {
      if (amountMinor === 0) return [];
      const of = own[at]!;
      const shareBp = of.merchantId === null ? 0 : merchantShareBp;
      return [{ of, amountMinor, ...splitReversal(of.reversedMinor, amountMinor, shareBp) }];
    });
  });
}

function isReversed({ redemptions }: ReturnContext, plan: RefundPlan, couponId: string): boolean {
  const own = redemptions.filter((entry) => entry.couponId === couponId);
  const gaveMinor = own.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return plan.reversals.some((each) => each.couponId === couponId && each.cumulativeMinor === gaveMinor);
}

function couponOf({ coupons }: StoredOrder, couponId: string): OrderCoupon {
  return coupons.find((coupon) => coupon.couponId === couponId)!;
}

function sumOf(entries: readonly Reversible[]): number {
  return entries.reduce((sum, { reversedMinor }) => sum + reversedMinor, 0);
}
