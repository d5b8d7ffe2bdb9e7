import { IsIn, IsObject, IsOptional } from 'class-validator';
import {
  ApiExtraModels,
  ApiProperty,
  getSchemaPath,
  IsCurrency,
  IsId,
  IsText,
  type Mirrors,
} from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import { RuleType } from '../../pricing';
import type { RuleView } from '../application/rule-view';
import { DiscountContentDto, PromotionContentDto, RebateContentDto } from '../content/rule-content.dto';

const TYPES = Object.values(RuleType);
const CONTENTS = [RebateContentDto, DiscountContentDto, PromotionContentDto];
const RULE_CONTENT = {
  oneOf: CONTENTS.map((content) => ({ $ref: getSchemaPath(content) })),
  description:
    'Amounts in minor units of `currency`, percentages in basis points (1000 = 10 %). Which one it is follows from `type`: ' +
    '0 RebateContent, 1 DiscountContent, 2 PromotionContent.',
  example: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
};
const TYPE_NOTE = '0 rebate, 1 discount, 2 promotion';

/** What a rule does. */
@ApiExtraModels(...CONTENTS)
export class RuleWordsDto {
  @ApiProperty({ enum: TYPES, description: TYPE_NOTE, example: 0 })
  @IsIn(TYPES)
  type: RuleType;

  /** ISO 4217 code that all amounts of the content are in. @example "USD" */
  @IsCurrency()
  currency: string;

  @ApiProperty(RULE_CONTENT)
  @IsObject()
  ruleContent: object;
}

export class ChangeRuleDto extends RuleWordsDto {
  /** @example "Spend 100.00, get 20.00 off" */
  @IsText(120)
  name: string;
}

export class CreateRuleDto extends ChangeRuleDto {
  /** Only from the platform: the merchant to create it for. Left out: a rule of the platform. */
  @ApiProperty({ required: false, nullable: true, type: String, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string | null;
}

export class RuleDto implements Mirrors<RuleView, RuleDto> {
  /** @example "12" */
  ruleId: string;
  /** The first version's id: all versions of a rule share it. @example "11" */
  familyId: string;
  /** @example 2 */
  version: number;
  /** null: a rule of the platform. */
  @ApiProperty({ type: String, nullable: true, example: '7' })
  merchantId: string | null;
  /** @example "Spend 100.00, get 20.00 off" */
  name: string;
  @ApiProperty({ enum: TYPES, description: TYPE_NOTE, example: 0 })
  type: number;
  /** @example "USD" */
  currency: string;
  @ApiProperty(RULE_CONTENT)
  ruleContent: object;
  /** When the first batch on it was published; from then on it never changes. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  frozenAt: string | null;
  /** @example "2026-11-24T08:00:00.000Z" */
  createdAt: string;
  /** @example "2026-11-24T08:00:00.000Z" */
  updatedAt: string;
}

export class RulePageDto implements Mirrors<Page<RuleView>, RulePageDto> {
  items: RuleDto[];
  /** null on the last page. */
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;
}
