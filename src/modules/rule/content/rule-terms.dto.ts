import { applyDecorators } from '@nestjs/common';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ApiPropertyOptional, IsListOf, IsNested } from '../../../platform/dto';
import { MAX_AMOUNT_MINOR } from '../../../shared/money';
import type { RefundMode, ThresholdOn } from '../../pricing';
import {
  HasAmountOrQuantity,
  IsKnownTimeZone,
  MayBeAbsent,
  PresentExactlyWhen,
} from './rule-content.constraints';

/** Bounds of single values: far above any real rule, far below what arithmetic can bear. */
export const MAX_QUANTITY = 100_000;
const MAX_LISTED = 500;
const MAX_WINDOWS = 21;
const MAX_PRIORITY = 1000;
const MIN_PRIORITY = -MAX_PRIORITY;

/** Money above zero, in minor units of the rule's currency. */
export const IsAmount = () => applyDecorators(IsInt(), Min(1), Max(MAX_AMOUNT_MINOR));
export const IsQuantity = () => applyDecorators(IsInt(), Min(1), Max(MAX_QUANTITY));

/** One to 500 different ids or names. */
export const IsNameList = () =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MAX_LISTED),
    ArrayUnique(),
    IsString({ each: true }),
    Length(1, 64, { each: true }),
  );

export class ThresholdDto {
  /**
   * Least amount on the lines in scope, in minor units of the rule's currency.
   * @example 10000
   */
  @MayBeAbsent()
  @IsAmount()
  amountMinor?: number;

  /**
   * Least number of units on the lines in scope.
   * @example 3
   */
  @MayBeAbsent()
  @IsQuantity()
  quantity?: number;
}

export class ScopeDto {
  /** storewide: every line that the coupon's merchant (or the platform) sees. */
  @IsIn(['storewide', 'categories', 'products'])
  kind: 'storewide' | 'categories' | 'products';

  /** With kind "categories": these and their descendants. */
  @PresentExactlyWhen<ScopeDto>(({ kind }) => kind === 'categories', 'it belongs to kind "categories"')
  @IsNameList()
  categoryIds?: string[];

  /** With kind "products". */
  @PresentExactlyWhen<ScopeDto>(({ kind }) => kind === 'products', 'it belongs to kind "products"')
  @IsNameList()
  productIds?: string[];
}

export class ExclusionsDto {
  /** Lines of these categories and their descendants are left out. */
  @MayBeAbsent()
  @IsNameList()
  categoryIds?: string[];

  @MayBeAbsent()
  @IsNameList()
  productIds?: string[];
}

export class UserTagConditionDto {
  /** The user has at least one of these tags. */
  @MayBeAbsent()
  @IsNameList()
  anyOf?: string[];

  /** The user has all of these tags. */
  @MayBeAbsent()
  @IsNameList()
  allOf?: string[];

  /** The user has none of these tags. */
  @MayBeAbsent()
  @IsNameList()
  noneOf?: string[];
}

export class LocalTimeWindowDto {
  /**
   * ISO weekdays (1 = Monday) on which the window opens; every day when absent.
   * @example [6, 7]
   */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(7)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  days?: number[];

  /** @example "18:00" */
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: '$property must be a clock time from 00:00 to 23:59' })
  from: string;

  /**
   * Not included. At or before `from`: on the next day.
   * @example "21:30"
   */
  @Matches(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { message: '$property must be a clock time up to 24:00' })
  until: string;
}

export class LocalTimeConditionDto {
  /** @example "Europe/Berlin" */
  @IsKnownTimeZone()
  timeZone: string;

  /** The coupon works while the clock of the time zone is in one of these. */
  @IsListOf(() => LocalTimeWindowDto, MAX_WINDOWS)
  windows: LocalTimeWindowDto[];
}

export class ConditionsDto {
  /**
   * true: only for the user's first order.
   * @example true
   */
  @MayBeAbsent()
  @IsBoolean()
  firstOrder?: boolean;

  @MayBeAbsent()
  @IsNested(() => UserTagConditionDto)
  userTags?: UserTagConditionDto;

  /** @example ["app"] */
  @MayBeAbsent()
  @IsNameList()
  channels?: string[];

  /** @example ["card"] */
  @MayBeAbsent()
  @IsNameList()
  paymentMethods?: string[];

  @MayBeAbsent()
  @IsNested(() => LocalTimeConditionDto)
  localTime?: LocalTimeConditionDto;
}

export class StackingDto {
  /** exclusive: never with another coupon. group: one coupon per group; groups combine. */
  @IsIn(['exclusive', 'group'])
  mode: 'exclusive' | 'group';

  /**
   * With mode "group"; shared by all merchants and the platform.
   * @example "shipping"
   */
  @PresentExactlyWhen<StackingDto>(({ mode }) => mode === 'group', 'it belongs to mode "group"')
  @IsString()
  @Length(1, 64)
  group?: string;
}

/** What every rule may say besides its benefit. */
export class RuleTermsDto {
  /** Must be met by the lines in scope. */
  @MayBeAbsent()
  @HasAmountOrQuantity()
  @IsNested(() => ThresholdDto)
  threshold?: ThresholdDto;

  /** Whether thresholds count original prices (the default) or what coupons applied before have left. */
  @ApiPropertyOptional({ default: 'beforeCoupons' })
  @MayBeAbsent()
  @IsIn(['beforeCoupons', 'afterCoupons'])
  thresholdOn?: ThresholdOn;

  /** Storewide when absent. */
  @MayBeAbsent()
  @IsNested(() => ScopeDto)
  scope?: ScopeDto;

  @MayBeAbsent()
  @IsNested(() => ExclusionsDto)
  exclude?: ExclusionsDto;

  @MayBeAbsent()
  @IsNested(() => ConditionsDto)
  conditions?: ConditionsDto;

  /** The group "default" when absent. */
  @MayBeAbsent()
  @IsNested(() => StackingDto)
  stacking?: StackingDto;

  /** Inside a step of the application order the higher goes first; 0 when absent. */
  @ApiPropertyOptional({ default: 0 })
  @MayBeAbsent()
  @IsInt()
  @Min(MIN_PRIORITY)
  @Max(MAX_PRIORITY)
  priority?: number;

  /** How a partial refund treats the discount; "share" when absent. */
  @ApiPropertyOptional({ default: 'share' })
  @MayBeAbsent()
  @IsIn(['share', 'retest'])
  refund?: RefundMode;
}
