import type { Product } from '../../../catalogue';
import type { UsableCoupon } from '../../../coupon';
import { type PricedCart, type ReasonView, toReasonView } from '../../../pricing';
import type { CartItem } from '../../domain/cart';
import type {
  CheckoutQuote,
  CheckoutReason,
  CheckoutVerdict,
  PreparedCheckout,
  Selection,
} from '../../domain/price-selection';
import { type MoneyView, moneyIn } from '../money-view';

/** A cart priced with one set of coupons, as it leaves the API. */
export interface PricedView {
  couponIds: string[];
  /** In the order of the cart; gifts are listed apart. */
  lines: PricedLineView[];
  gifts: { couponId: string; productId: string; name: string; quantity: number; unitValue: MoneyView }[];
  coupons: CouponEffectView[];
  totals: TotalsView;
  /** How the total came about, in English, one sentence per step. */
  explanation: string[];
}

export interface PricedLineView {
  productId: string;
  name: string;
  quantity: number;
  unitPrice: MoneyView;
  gross: MoneyView;
  discount: MoneyView;
  payable: MoneyView;
}

export interface CouponEffectView {
  couponId: string;
  discount: MoneyView;
  shippingDiscount: MoneyView;
  giftValue: MoneyView;
  /** What it takes off each line; lines are numbered from 1 as in the cart. */
  shares: { lineNo: number; amount: MoneyView }[];
}

export interface TotalsView {
  gross: MoneyView;
  discount: MoneyView;
  shipping: MoneyView;
  shippingDiscount: MoneyView;
  payable: MoneyView;
}

export interface QuotedCouponView {
  couponId: string;
  batchId: string;
  couponName: string;
  eligible: boolean;
  /** What it would take off on its own; null when it is not eligible. */
  saves: MoneyView | null;
  reasons: readonly ReasonView<CheckoutReason>[];
}

/** A coupon and all that stands in the way of it. */
export interface RefusalView<R extends { code: string } = CheckoutReason> {
  couponId: string;
  reasons: readonly ReasonView<R>[];
}

export interface QuoteView {
  currency: string;
  /** All the user's available coupons. */
  coupons: QuotedCouponView[];
  best: PricedView;
  /** false: the search for the best combination was cut short, and `best` may be short of it by at most `maxGap`. */
  exact: boolean;
  maxGap: MoneyView;
  /** Only when couponIds were asked for: the price with exactly these, or why it is not to be had. */
  selected: PricedView | null;
  selectionRefusals: RefusalView[] | null;
}

type Products = ReadonlyMap<string, Product>;

export function toQuoteView(
  items: readonly CartItem[],
  prepared: PreparedCheckout,
  quoted: CheckoutQuote,
  selection: Selection | null,
): QuoteView {
  const { currency } = prepared.cart;
  const money = moneyIn(currency);
  const { products } = prepared;
  return {
    currency,
    coupons: prepared.coupons.map((coupon, at) => toQuotedCoupon(coupon, quoted.verdicts[at]!, money)),
    best: toPricedView(items, products, quoted.best),
    exact: quoted.exact,
    maxGap: money(quoted.maxGapMinor),
    selected: selection && 'priced' in selection ? toPricedView(items, products, selection.priced) : null,
    selectionRefusals: selection && 'refusals' in selection ? toRefusalViews(selection.refusals) : null,
  };
}

export function toRefusalViews<R extends { code: string }>(
  refusals: readonly { couponId: string; reasons: readonly R[] }[],
): RefusalView<R>[] {
  return refusals.map(({ couponId, reasons }) => ({
    couponId,
    reasons: reasons.map((reason) => toReasonView(reason)),
  }));
}

function toQuotedCoupon(
  { candidate, batchId, couponName }: UsableCoupon,
  verdict: CheckoutVerdict,
  money: (amountMinor: number) => MoneyView,
): QuotedCouponView {
  return {
    couponId: candidate.couponId,
    batchId,
    couponName,
    eligible: verdict.eligible,
    saves: verdict.eligible ? money(verdict.aloneMinor) : null,
    reasons: verdict.eligible ? [] : verdict.reasons.map((reason) => toReasonView(reason)),
  };
}

export function toPricedView(items: readonly CartItem[], products: Products, priced: PricedCart): PricedView {
  const money = moneyIn(priced.currency);
  return {
    couponIds: priced.coupons.map(({ couponId }) => couponId),
    lines: priced.lines.map((line, at) => {
      const product = products.get(items[at]!.productId)!;
      return {
        productId: product.productId,
        name: product.name,
        quantity: items[at]!.quantity,
        unitPrice: money(product.priceMinor),
        gross: money(line.grossMinor),
        discount: money(line.discountMinor),
        payable: money(line.payableMinor),
      };
    }),
    gifts: priced.gifts.map((gift) => ({
      couponId: gift.couponId,
      productId: gift.productId,
      name: products.get(gift.productId)!.name,
      quantity: gift.quantity,
      unitValue: money(gift.unitValueMinor),
    })),
    coupons: toCouponEffects(priced),
    totals: toTotalsView(priced.totals, money),
    explanation: priced.explanation.map(({ text }) => text),
  };
}

/** What each coupon takes off; cart lines are numbered by `lineId`. */
export function toCouponEffects(priced: PricedCart): CouponEffectView[] {
  const money = moneyIn(priced.currency);
  return priced.coupons.map((coupon) => ({
    couponId: coupon.couponId,
    discount: money(coupon.discountMinor),
    shippingDiscount: money(coupon.shippingDiscountMinor),
    giftValue: money(coupon.giftValueMinor),
    shares: coupon.shares.map((share) => ({
      lineNo: Number(share.lineId),
      amount: money(share.amountMinor),
    })),
  }));
}

export function toTotalsView(
  totals: Omit<PricedCart['totals'], 'giftValueMinor'>,
  money: (amountMinor: number) => MoneyView,
): TotalsView {
  return {
    gross: money(totals.grossMinor),
    discount: money(totals.discountMinor),
    shipping: money(totals.shippingMinor),
    shippingDiscount: money(totals.shippingDiscountMinor),
    payable: money(totals.payableMinor),
  };
}
