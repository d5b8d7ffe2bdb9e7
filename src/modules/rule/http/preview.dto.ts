import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  ApiProperty,
  IsAmountMinor,
  IsCurrency,
  IsId,
  IsInstant,
  IsText,
  type Mirrors,
} from '../../../platform/dto';
import type { RulePreview } from '../application/preview-rule';
import { reasonsSchema } from './reason.schemas';
import { RuleWordsDto } from './rule.dto';

const MAX_LINES = 200;
const MAX_QUANTITY = 100_000;
const MAX_NAMES = 100;
const MAX_CATEGORIES = 20;

export class PreviewLineDto {
  /** @example "101" */
  @IsId()
  productId: string;

  /** The product's own category first, then its ancestors. @example ["12", "3"] */
  @IsArray()
  @ArrayMaxSize(MAX_CATEGORIES)
  @IsId({ each: true })
  categoryIds: string[] = [];

  /** Minor units of the cart's currency. @example 6000 */
  @IsAmountMinor()
  unitPriceMinor: number;

  /** @example 2 */
  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity: number;

  /** Left out: the rule's merchant. */
  @ApiProperty({ type: String, required: false, nullable: true, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string | null;
}

export class PreviewCartDto {
  /** @example "USD" */
  @IsCurrency()
  currency: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LINES)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PreviewLineDto)
  lines: PreviewLineDto[];

  /** Minor units. @example 500 */
  @IsAmountMinor()
  shippingMinor: number = 0;
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

  @IsObject()
  @ValidateNested()
  @Type(() => PreviewCartDto)
  cart: PreviewCartDto;

  @ApiProperty({ type: () => PreviewContextDto, required: false })
  @IsObject()
  @ValidateNested()
  @Type(() => PreviewContextDto)
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
