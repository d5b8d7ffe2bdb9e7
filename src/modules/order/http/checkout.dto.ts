import { applyDecorators } from '@nestjs/common';
import { ArrayMaxSize, ArrayUnique, IsArray, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { ApiProperty, IsId, IsListOf, IsNested, MoneyDto } from '../../../platform/dto';
import { MAX_COUPONS_IN_SET } from '../../pricing';
import type { Purchase } from '../application/checkout/price-checkout';
import { MAX_CART_ITEMS, MAX_QUANTITY } from '../domain/cart';

/** Names of channels, ways to pay and to ship. */
const NAME = /^[\w.-]{1,40}$/;

/** Ids of different coupons. */
export const CouponIds = (): PropertyDecorator =>
  applyDecorators(IsArray(), ArrayMaxSize(MAX_COUPONS_IN_SET), ArrayUnique(), IsId({ each: true }));

export class CartItemDto {
  /** @example "1" */
  @IsId()
  productId: string;

  /** @example 2 */
  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity: number;
}

/** Where the user buys, and how they are going to pay. */
export class PurchaseContextDto {
  /** Where the user buys; coupons may be limited to channels. */
  @ApiProperty({ required: false, example: 'app' })
  @IsOptional()
  @Matches(NAME)
  channel?: string;

  /** How the user is going to pay; coupons may be limited to payment methods. */
  @ApiProperty({ required: false, example: 'card' })
  @IsOptional()
  @Matches(NAME)
  paymentMethod?: string;
}

/** What is bought and how. Prices come from the catalogue, never from the request. */
export class PurchaseDto extends PurchaseContextDto {
  @IsListOf(() => CartItemDto, MAX_CART_ITEMS)
  items: CartItemDto[];

  /** A way of shipping, from GET /v1/shipping-rates; without it nothing is charged for shipping. */
  @ApiProperty({ required: false, example: 'standard' })
  @IsOptional()
  @Matches(NAME)
  shippingCode?: string;
}

export class QuoteRequestDto extends PurchaseDto {
  /** Also price exactly these coupons. */
  @ApiProperty({ required: false, type: [String], example: ['10001'] })
  @IsOptional()
  @CouponIds()
  couponIds?: string[];
}

export class OrderRequestDto extends PurchaseDto {
  /** The coupons to pay with: usually the quote's `best.couponIds`. */
  @ApiProperty({ required: false, type: [String], example: ['10001'] })
  @IsOptional()
  @CouponIds()
  couponIds?: string[];

  /**
   * What the user was told to pay: the quote's `best.totals.payable`. If the price is another one by now, 409 QUOTE_CHANGED has the
   * new one. A quote is not kept, so this is what names it: without it the order takes the price of now, whatever was quoted.
   */
  @ApiProperty({ required: false, type: MoneyDto })
  @IsOptional()
  @IsNested(() => MoneyDto)
  expectedTotal?: MoneyDto;
}

export class PayRequestDto {
  /**
   * The provider's token of the card or account. The sandbox knows: sandbox_ok, sandbox_declined, sandbox_no_funds,
   * sandbox_slow_ok and sandbox_slow_declined (the outcome comes after a second), sandbox_repeats (reports its outcome
   * three times more), sandbox_lost_reply (charges, and its answer is lost), sandbox_short (takes one minor unit less),
   * sandbox_no_refund (refuses to give anything back).
   * @example "sandbox_ok"
   */
  @Matches(/^[\w.-]{1,100}$/)
  methodToken: string;

  /** How the payer pays, if not as the order says. Coupons that are limited to other ways refuse it. */
  @ApiProperty({ required: false, example: 'card' })
  @IsOptional()
  @Matches(NAME)
  paymentMethod?: string;

  /** What the payer believes to pay; another amount or currency is refused with 409 PAYMENT_MISMATCH. */
  @ApiProperty({ required: false, type: MoneyDto })
  @IsOptional()
  @IsNested(() => MoneyDto)
  amount?: MoneyDto;
}

export function toPurchase(userId: string, dto: PurchaseDto): Purchase {
  return {
    userId,
    items: dto.items.map(({ productId, quantity }) => ({ productId, quantity })),
    shippingCode: dto.shippingCode ?? null,
    channel: dto.channel ?? null,
    paymentMethod: dto.paymentMethod ?? null,
  };
}
