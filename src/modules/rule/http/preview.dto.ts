import { ArrayMaxSize, IsArray, IsBoolean, IsOptional } from 'class-validator';
import {
  ApiProperty,
  IsId,
  IsInstant,
  IsListOf,
  IsNested,
  IsText,
  type Mirrors,
} from '../../../platform/dto';
import type { RulePreview } from '../application/preview-rule';
import { OwnPriceCartDto, OwnPriceLineDto } from './cart.dto';
import { reasonsSchema } from './reason.schemas';
import { RuleWordsDto } from './rule.dto';

const MAX_LINES = 200;
const MAX_NAMES = 100;

export class PreviewLineDto extends OwnPriceLineDto {
  /** Left out: the rule's merchant. */
  @ApiProperty({ type: String, required: false, nullable: true, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string | null;
}

export class PreviewCartDto extends OwnPriceCartDto {
  @IsListOf(() => PreviewLineDto, MAX_LINES)
  lines: PreviewLineDto[];
}

/** What else a rule may ask about. */
export class PreviewContextDto {
  /** Left out: now. @example "2026-11-24T08:00:00.000Z" */
  @ApiProperty({ type: String, format: 'date-time', required: false, nullable: true })
  @IsOptional()
  @IsInstant()
  now?: string | null;

  /** @example false */
  @IsBoolean()
  firstOrder: boolean = false;

  /** @example ["vip"] */
  @IsArray()
  @ArrayMaxSize(MAX_NAMES)
  @IsText(64, { each: true })
  userTags: string[] = [];

  @ApiProperty({ type: String, required: false, nullable: true, example: 'app' })
  @IsOptional()
  @IsText(64)
  channel?: string | null;

  @ApiProperty({ type: String, required: false, nullable: true, example: 'card' })
  @IsOptional()
  @IsText(64)
  paymentMethod?: string | null;
}

export class PreviewRuleDto extends RuleWordsDto {
  /** Only from the platform: the merchant to create it for. Left out: a rule of the platform. */
  @ApiProperty({ required: false, nullable: true, type: String, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string | null;

  @IsNested(() => PreviewCartDto)
  cart: PreviewCartDto;

  @ApiProperty({ type: () => PreviewContextDto, required: false })
  @IsNested(() => PreviewContextDto)
  context: PreviewContextDto = new PreviewContextDto();
}

class PreviewMoneyDto implements Mirrors<RulePreview['totals']['gross'], PreviewMoneyDto> {
  /** @example 10000 */
  amountMinor: number;
  /** @example "USD" */
  currency: string;
}

class PreviewedLineDto implements Mirrors<RulePreview['lines'][number], PreviewedLineDto> {
  /** From 1, as in the cart. @example 1 */
  lineNo: number;
  gross: PreviewMoneyDto;
  discount: PreviewMoneyDto;
  payable: PreviewMoneyDto;
}

class PreviewedGiftDto implements Mirrors<RulePreview['gifts'][number], PreviewedGiftDto> {
  /** @example "205" */
  productId: string;
  /** @example 1 */
  quantity: number;
  unitValue: PreviewMoneyDto;
}

class PreviewedTotalsDto implements Mirrors<RulePreview['totals'], PreviewedTotalsDto> {
  gross: PreviewMoneyDto;
  discount: PreviewMoneyDto;
  shipping: PreviewMoneyDto;
  shippingDiscount: PreviewMoneyDto;
  giftValue: PreviewMoneyDto;
  payable: PreviewMoneyDto;
}

export class RulePreviewDto implements Mirrors<RulePreview, RulePreviewDto> {
  /** Whether a coupon of this rule could be used. @example true */
  eligible: boolean;
  /** All reasons why not, each with a stable code and its figures. */
  @ApiProperty(reasonsSchema('PricingReason'))
  reasons: RulePreview['reasons'];
  lines: PreviewedLineDto[];
  gifts: PreviewedGiftDto[];
  totals: PreviewedTotalsDto;
  /** How the total came about, one sentence per step. */
  explanation: string[];
}
