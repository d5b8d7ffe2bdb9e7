import { ArrayMinSize, IsBoolean, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { ApiProperty, IsId, IsListOf, IsNested, type Mirrors, MoneyDto } from '../../../platform/dto';
import { OwnPriceCartDto, OwnPriceLineDto } from '../../rule/http';
import type {
  ExternalHoldView,
  OutsideLineView,
  OutsidePriceView,
} from '../application/external-holds/external-hold-view';
import { MAX_CART_ITEMS } from '../domain/cart';
import { HOLD_STATUS_NAMES, type HoldStatusName } from '../domain/hold-states';
import { CouponIds, PurchaseContextDto } from './checkout.dto';
import { CouponEffectDto, TotalsDto } from './quote.dto';

/** An order number of an outside system, as it stands in a path. */
export const ORDER_NO = /^[\w.:-]{1,64}$/;
const DEFAULT_TTL_SECONDS = 900;
const MAX_TTL_SECONDS = 86_400;

export class OutsideLineDto extends OwnPriceLineDto {
  /** @example "7" */
  @IsId()
  merchantId: string;
}

/** The order system's own lines, at its own prices. */
export class OutsideCartDto extends OwnPriceCartDto {
  @IsListOf(() => OutsideLineDto, MAX_CART_ITEMS)
  lines: OutsideLineDto[];
}

export class ExternalHoldRequestDto extends PurchaseContextDto {
  /** The order system's own number of the order. Everything about it goes by this number. @example "SO-2026-000017" */
  @Matches(ORDER_NO, { message: 'orderNo must be 1 to 64 letters, digits or any of _ . : -' })
  orderNo: string;

  /** Whose coupons. @example "1001" */
  @IsId()
  userId: string;

  @ApiProperty({ type: [String], example: ['10001'] })
  @ArrayMinSize(1)
  @CouponIds()
  couponIds: string[];

  /** How long the coupons are held unless the order is confirmed or cancelled before. */
  @ApiProperty({ required: false, default: DEFAULT_TTL_SECONDS, minimum: 1, maximum: MAX_TTL_SECONDS })
  @IsInt()
  @Min(1)
  @Max(MAX_TTL_SECONDS)
  ttlSeconds: number = DEFAULT_TTL_SECONDS;

  /**
   * With it the coupons are checked against the cart and priced, and count in budgets and in the ledger. Without it only
   * owner, state and window are checked.
   */
  @ApiProperty({ required: false, type: OutsideCartDto })
  @IsOptional()
  @IsNested(() => OutsideCartDto)
  cart?: OutsideCartDto;

  /** false: the order system knows of earlier orders of this user. */
  @ApiProperty({ required: false, default: true })
  @IsBoolean()
  firstOrder: boolean = true;
}

export class OutsidePricedLineDto implements Mirrors<OutsideLineView, OutsidePricedLineDto> {
  /** From 1, as in the cart. @example 1 */
  lineNo: number;
  /** @example "101" */
  productId: string;
  /** @example 2 */
  quantity: number;
  unitPrice: MoneyDto;
  gross: MoneyDto;
  discount: MoneyDto;
  payable: MoneyDto;
}

export class OutsideGiftDto implements Mirrors<OutsidePriceView['gifts'][number], OutsideGiftDto> {
  /** After the lines of the cart. @example 2 */
  lineNo: number;
  /** @example "10001" */
  couponId: string;
  /** @example "205" */
  productId: string;
  /** @example 1 */
  quantity: number;
  unitValue: MoneyDto;
}

export class OutsidePriceDto implements Mirrors<OutsidePriceView, OutsidePriceDto> {
  lines: OutsidePricedLineDto[];
  gifts: OutsideGiftDto[];
  coupons: CouponEffectDto[];
  totals: TotalsDto;
  explanation: string[];
}

export class ExternalHoldDto implements Mirrors<ExternalHoldView, ExternalHoldDto> {
  /** @example "SO-2026-000017" */
  orderNo: string;
  /** null: cancelled before its try came. */
  @ApiProperty({ type: String, nullable: true, example: '1001' })
  userId: string | null;
  /** @example ["10001"] */
  couponIds: string[];
  @ApiProperty({ enum: HOLD_STATUS_NAMES })
  status: HoldStatusName;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-01T00:15:00.000Z' })
  lockedUntil: string | null;
  /** null when no cart was sent. */
  @ApiProperty({ type: OutsidePriceDto, nullable: true })
  priced: OutsidePriceDto | null;
  /** @example "2026-01-01T00:00:00.000Z" */
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  confirmedAt: string | null;
  /** When it was cancelled or timed out. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  closedAt: string | null;
}
