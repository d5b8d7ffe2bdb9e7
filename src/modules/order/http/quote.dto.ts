import { ApiProperty, type Mirrors, MoneyDto } from '../../../platform/dto';
import { reasonsSchema } from '../../rule/http';
import type {
  CouponEffectView,
  PricedLineView,
  PricedView,
  QuotedCouponView,
  QuoteView,
  TotalsView,
} from '../application/checkout/quote-view';

const amountMinor = (description: string, example: number) => ({
  type: 'integer',
  format: 'int64',
  minimum: 0,
  description,
  example,
});
/** The figures of the reasons that the checkout has besides those of the engine. */
export const CHECKOUT_FIGURES = {
  GIFT_NOT_SOLD: { productId: { type: 'string', description: 'The gift that is not sold.', example: '2' } },
  COUPON_NOT_AVAILABLE: {},
  BUDGET_EXHAUSTED: {
    requiredMinor: amountMinor('What the coupon would give away.', 2_000),
    leftMinor: amountMinor('What its budget has left.', 500),
  },
};
const REASONS = reasonsSchema('CheckoutReason', CHECKOUT_FIGURES);

export class TotalsDto implements Mirrors<TotalsView, TotalsDto> {
  gross: MoneyDto;
  discount: MoneyDto;
  shipping: MoneyDto;
  shippingDiscount: MoneyDto;
  /** gross − discount + shipping − shippingDiscount. */
  payable: MoneyDto;
}

export class PricedLineDto implements Mirrors<PricedLineView, PricedLineDto> {
  /** @example "1" */
  productId: string;
  /** @example "Mug" */
  name: string;
  /** @example 2 */
  quantity: number;
  unitPrice: MoneyDto;
  gross: MoneyDto;
  discount: MoneyDto;
  payable: MoneyDto;
}

export class LineShareDto implements Mirrors<CouponEffectView['shares'][number], LineShareDto> {
  /** From 1, as in the cart. @example 1 */
  lineNo: number;
  amount: MoneyDto;
}

export class CouponEffectDto implements Mirrors<CouponEffectView, CouponEffectDto> {
  /** @example "10001" */
  couponId: string;
  discount: MoneyDto;
  shippingDiscount: MoneyDto;
  giftValue: MoneyDto;
  /** What it takes off each line; the amounts add up to `discount`. */
  shares: LineShareDto[];
}

export class GiftDto implements Mirrors<PricedView['gifts'][number], GiftDto> {
  /** @example "10001" */
  couponId: string;
  /** @example "2" */
  productId: string;
  /** @example "Tea bag" */
  name: string;
  /** @example 1 */
  quantity: number;
  unitValue: MoneyDto;
}

export class PricedDto implements Mirrors<PricedView, PricedDto> {
  /** @example ["10001"] */
  couponIds: string[];
  /** In the order of the cart. */
  lines: PricedLineDto[];
  gifts: GiftDto[];
  coupons: CouponEffectDto[];
  totals: TotalsDto;
  /** How the total came about, in English. */
  explanation: string[];
}

export class QuotedCouponDto implements Mirrors<QuotedCouponView, QuotedCouponDto> {
  /** @example "10001" */
  couponId: string;
  /** @example "1" */
  batchId: string;
  /** @example "20 off from 100" */
  couponName: string;
  eligible: boolean;
  /** What it would take off on its own; null when it is not eligible. */
  saves: MoneyDto | null;
  /** ALL the reasons why it is not eligible, each with a code and its figures. */
  @ApiProperty(REASONS)
  reasons: QuotedCouponView['reasons'];
}

export class SelectionRefusalDto
  implements Mirrors<NonNullable<QuoteView['selectionRefusals']>[number], SelectionRefusalDto>
{
  /** @example "10001" */
  couponId: string;
  @ApiProperty(REASONS)
  reasons: QuotedCouponView['reasons'];
}

export class QuoteDto implements Mirrors<QuoteView, QuoteDto> {
  /** @example "USD" */
  currency: string;
  /** All the user's available coupons, those that end soonest first. */
  coupons: QuotedCouponDto[];
  /** The combination that takes most off; no coupon in it contributes nothing. */
  best: PricedDto;
  /** false: the search was cut short, and `best` may be short of the best by at most `maxGap`. */
  exact: boolean;
  maxGap: MoneyDto;
  /** With couponIds asked for: the price with exactly these. */
  selected: PricedDto | null;
  /** With couponIds asked for: what stands in the way of using exactly these. */
  selectionRefusals: SelectionRefusalDto[] | null;
}
