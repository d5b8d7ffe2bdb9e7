import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { Equals, IsIn, IsInt, IsObject, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  getSchemaPath,
  IsListOf,
  IsNested,
} from '../../../platform/dto';
import { FULL_BP } from '../../../shared/money';
import type { BuyXGetYOffer, PromotionOffer, RefundMode } from '../../pricing';
import {
  AllowedWhen,
  HasAmountOrQuantity,
  MayBeAbsent,
  PresentExactlyWhen,
  RisesFromTierToTier,
} from './rule-content.constraints';
import { IsAmount, IsNameList, IsQuantity, RuleTermsDto, ThresholdDto } from './rule-terms.dto';

const MAX_TIERS = 20;

const IsPercentBp = () => applyDecorators(IsInt(), Min(1), Max(FULL_BP));
const IsTierList = (type: () => new () => object) => IsListOf(type, MAX_TIERS);

export class EveryDto {
  /**
   * For every so much spent in scope.
   * @example 10000
   */
  @IsAmount()
  amountMinor: number;

  /**
   * At most so many times; without limit when absent.
   * @example 3
   */
  @MayBeAbsent()
  @IsQuantity()
  maxRepeats?: number;
}

export class RebateTierDto {
  @HasAmountOrQuantity()
  @IsNested(() => ThresholdDto)
  threshold: ThresholdDto;

  /** @example 2000 */
  @IsAmount()
  amountMinor: number;
}

/** Content of a rebate, type 0: either an amount, once or per every X spent, or a ladder of tiers. */
export class RebateContentDto extends RuleTermsDto {
  /**
   * Taken off what is left in scope, at most all of it.
   * @example 2000
   */
  @PresentExactlyWhen<RebateContentDto>(
    ({ tiers }) => tiers === undefined,
    'a rebate has either an amountMinor or tiers',
  )
  @IsAmount()
  amountMinor?: number;

  /** The amount again for every full X spent. */
  @MayBeAbsent()
  @AllowedWhen<RebateContentDto>(({ tiers }) => tiers === undefined, 'a ladder of tiers does not repeat')
  @IsNested(() => EveryDto)
  every?: EveryDto;

  /** From the lowest tier up; the best one that is reached counts. Not with `every`. */
  @MayBeAbsent()
  @IsTierList(() => RebateTierDto)
  @RisesFromTierToTier('amountMinor')
  tiers?: RebateTierDto[];
}

export class DiscountTierDto {
  @HasAmountOrQuantity()
  @IsNested(() => ThresholdDto)
  threshold: ThresholdDto;

  /**
   * Basis points: 1000 = 10 %.
   * @example 1000
   */
  @IsPercentBp()
  percentBp: number;
}

/** Content of a discount, type 1: either one percentage or a ladder of tiers, with an optional cap. */
export class DiscountContentDto extends RuleTermsDto {
  /**
   * Basis points of what is left in scope, rounded down: 1000 = 10 %.
   * @example 1000
   */
  @PresentExactlyWhen<DiscountContentDto>(
    ({ tiers }) => tiers === undefined,
    'a discount has either a percentBp or tiers',
  )
  @IsPercentBp()
  percentBp?: number;

  /** From the lowest tier up; the best one that is reached counts. */
  @MayBeAbsent()
  @IsTierList(() => DiscountTierDto)
  @RisesFromTierToTier('percentBp')
  tiers?: DiscountTierDto[];

  /**
   * The most that it takes off.
   * @example 5000
   */
  @MayBeAbsent()
  @IsAmount()
  capMinor?: number;
}

/** Buy some, get some for less. */
export class BuyXGetYOfferDto {
  @Equals('buyXGetY')
  kind: 'buyXGetY';

  /** @example 1 */
  @IsQuantity()
  buyQuantity: number;

  /** @example 1 */
  @IsQuantity()
  getQuantity: number;

  /** same: one product. cheapest: the cheapest units in scope. listed: units of `productIds`. */
  @IsIn(['same', 'cheapest', 'listed'])
  reward: BuyXGetYOffer['reward'];

  /** With reward "listed". */
  @PresentExactlyWhen<BuyXGetYOfferDto>(({ reward }) => reward === 'listed', 'it belongs to reward "listed"')
  @IsNameList()
  productIds?: string[];

  /**
   * Off the got units, in basis points; 10000 = free when absent.
   * @example 10000
   */
  @ApiPropertyOptional({ default: FULL_BP })
  @MayBeAbsent()
  @IsPercentBp()
  percentBp?: number;

  /**
   * At most so many sets; without limit when absent.
   * @example 1
   */
  @MayBeAbsent()
  @IsQuantity()
  maxRepeats?: number;
}

/** An additional item at no charge. */
export class FreeItemOfferDto {
  @Equals('freeItem')
  kind: 'freeItem';

  /** @example "4711" */
  @IsString()
  @Length(1, 64)
  productId: string;

  /** 1 when absent. */
  @ApiPropertyOptional({ default: 1 })
  @MayBeAbsent()
  @IsQuantity()
  quantity?: number;

  /**
   * Recorded value of one unit, in minor units.
   * @example 500
   */
  @IsAmount()
  unitValueMinor: number;
}

/** Shipping at no charge. */
export class FreeShippingOfferDto {
  @Equals('freeShipping')
  kind: 'freeShipping';

  /**
   * The most that it waives.
   * @example 500
   */
  @MayBeAbsent()
  @IsAmount()
  capMinor?: number;
}

/** What the API lets in, by kind of benefit: the compiler asks for a line here when the engine knows a new kind. */
const OFFERS = {
  buyXGetY: BuyXGetYOfferDto,
  freeItem: FreeItemOfferDto,
  freeShipping: FreeShippingOfferDto,
} satisfies Record<PromotionOffer['kind'], new () => object>;

class UnknownOfferDto {
  @IsIn(Object.keys(OFFERS))
  kind: string;
}

const ALWAYS_RETESTED: ReadonlySet<string | undefined> = new Set(['freeItem', 'buyXGetY']);

/** Content of a promotion, type 2. */
@ApiExtraModels(...Object.values(OFFERS))
export class PromotionContentDto extends RuleTermsDto {
  @ApiProperty({
    oneOf: Object.values(OFFERS).map((dto) => ({ $ref: getSchemaPath(dto) })),
    discriminator: {
      propertyName: 'kind',
      mapping: Object.fromEntries(Object.entries(OFFERS).map(([kind, dto]) => [kind, getSchemaPath(dto)])),
    },
    example: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' },
  })
  @IsObject()
  @ValidateNested()
  @Type(() => UnknownOfferDto, {
    keepDiscriminatorProperty: true,
    discriminator: {
      property: 'kind',
      subTypes: Object.entries(OFFERS).map(([name, value]) => ({ name, value })),
    },
  })
  offer: InstanceType<(typeof OFFERS)[PromotionOffer['kind']]>;

  /** How a partial refund treats the discount; "share" when absent, but a free item and buy X get Y always re-test. */
  @AllowedWhen<PromotionContentDto>(
    ({ offer, refund }) => !ALWAYS_RETESTED.has(offer?.kind) || refund === 'retest',
    'a free item and buy X get Y always re-test: only what is kept tells what was earned',
  )
  declare refund?: RefundMode;
}
