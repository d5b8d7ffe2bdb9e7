import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { ApiProperty, IsId, IsInstant, IsText, type Mirrors } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import { FULL_BP } from '../../../shared/money';
import type { Selection } from '../../audience';
import { IsSelection, UnlistedSelectionDto } from '../../audience/http';
import type { AudienceUsersView } from '../application/add-audience-users';
import type { BatchView, BatchWindowsView, BudgetView, ClaimableBatchView } from '../application/batch-view';
import { type BatchStatusName, STATUS_NAMES } from '../domain/batch-status';
import {
  AUDIENCES,
  type Audience,
  CODE_MODES,
  type CodeMode,
  MAX_PER_USER,
  MAX_REMIND_DAYS,
  MAX_REMINDERS,
  MAX_STOCK,
  MAX_VALID_DAYS,
} from '../domain/batch-terms';
import {
  MAX_BUDGET_MINOR,
  MAX_RESTORE_DAYS,
  RESTORE_POLICIES,
  type RestorePolicyName,
} from '../domain/funding';

const TIME = { type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true, required: false } as const;

/** Whom a batch is for. Users are listed by their own route, not in a selection. */
export class BatchSelectionDto
  extends UnlistedSelectionDto
  implements Mirrors<Omit<Selection, 'userIds'>, BatchSelectionDto> {}

/** What a draft says of its batch. */
class BatchDraftDto {
  /** What users see. @example "Autumn: 20.00 off" */
  @IsText(120)
  couponName: string;

  /** What its coupons do: a rule of the same owner. @example "12" */
  @IsId()
  ruleId: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: MAX_STOCK,
    example: 1000,
    description: 'How many coupons it gives out in all. null: no limit.',
  })
  @ValidateIf((batch: BatchDraftDto) => batch.totalCount !== null)
  @IsInt()
  @Min(1)
  @Max(MAX_STOCK)
  totalCount: number | null;

  /** The most coupons that one user can get. @example 1 */
  @IsInt()
  @Min(1)
  @Max(MAX_PER_USER)
  perUserLimit: number;

  @ApiProperty({
    enum: AUDIENCES,
    default: 'everyone',
    required: false,
    description: 'Who can get its coupons.',
  })
  @IsIn(AUDIENCES)
  audience: Audience = 'everyone';

  @ApiProperty({
    required: false,
    nullable: true,
    example: { tags: { any: ['vip'], none: ['blocked'] } },
    description:
      'With audience "selected": who can get its coupons, by tags (any, all, none), groups and activeWithinDays, as in a ' +
      'preview of the audience. It is looked up now; whether a user is among them, when they get a coupon.',
  })
  @IsOptional()
  @IsSelection(BatchSelectionDto)
  selection?: BatchSelectionDto | null;

  @ApiProperty({
    enum: CODE_MODES,
    default: 'none',
    required: false,
    description:
      'How users get its coupons: "none", by a claim; "unique", each with a code of their own that can be used once; "shared", with ' +
      'one word that all use. With codes there are no claims.',
  })
  @IsIn(CODE_MODES)
  codeMode: CodeMode = 'none';

  @ApiProperty({ ...TIME, description: 'Coupons can be got from then on …' })
  @IsInstant()
  claimFrom: string;

  @ApiProperty({ ...TIME, description: '… until just before then.' })
  @IsInstant()
  claimUntil: string;

  @ApiProperty({
    ...OPTIONAL_TIME,
    description: 'Coupons can be used from then on. With validUntil; instead of validDays.',
  })
  @IsOptional()
  @IsInstant()
  validFrom?: string | null;

  @ApiProperty({ ...OPTIONAL_TIME, description: 'Until just before then; not before claimUntil.' })
  @IsOptional()
  @IsInstant()
  validUntil?: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    required: false,
    minimum: 1,
    maximum: MAX_VALID_DAYS,
    example: 30,
    description:
      'A coupon can be used for so many days of the calendar (in DEFAULT_TIME_ZONE), until the time of day at which its user got it. Instead of a window.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_VALID_DAYS)
  validDays?: number | null;

  /** Days before a coupon's end at which its holder is reminded. @example [3, 1] */
  @IsArray()
  @ArrayMaxSize(MAX_REMINDERS)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(MAX_REMIND_DAYS, { each: true })
  remindDays: number[] = [];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    required: false,
    minimum: 1,
    maximum: MAX_BUDGET_MINOR,
    example: 500_000,
    description:
      "The most that all its coupons may give away together, in minor units of the rule's currency. null: no limit.",
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_BUDGET_MINOR)
  budgetMinor?: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    required: false,
    minimum: 0,
    maximum: FULL_BP,
    example: 10_000,
    description:
      "The merchant's part of what its coupons give away, in basis points; the platform bears the rest. null: all of it by the batch's owner. A merchant can't give the platform a part.",
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(FULL_BP)
  merchantShareBp?: number | null;

  @ApiProperty({
    enum: RESTORE_POLICIES,
    default: 'never',
    required: false,
    description:
      'What becomes of a coupon whose order is refunded whole: it stays used; it is available again if its time has not passed; or in any case, until restoreDays from the refund at least.',
  })
  @IsIn(RESTORE_POLICIES)
  restore: RestorePolicyName = 'never';

  @ApiProperty({
    type: 'integer',
    nullable: true,
    required: false,
    minimum: 1,
    maximum: MAX_RESTORE_DAYS,
    example: null,
    description: 'Only with restore "extended".',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_RESTORE_DAYS)
  restoreDays?: number | null;
}

export class CreateBatchDto extends BatchDraftDto {
  /** Only from the platform: the merchant to create it for. Left out: a batch of the platform. */
  @ApiProperty({ required: false, nullable: true, type: String, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string | null;
}

export class ChangeBatchDto extends BatchDraftDto {}

export const STOCK_CHANGE_KINDS = ['top_up', 'withdrawal'] as const;

export class ChangeStockDto {
  @ApiProperty({ enum: STOCK_CHANGE_KINDS, example: 'top_up' })
  @IsIn(STOCK_CHANGE_KINDS)
  kind: (typeof STOCK_CHANGE_KINDS)[number];

  /** Number of coupons. @example 500 */
  @IsInt()
  @Min(1)
  @Max(MAX_STOCK)
  count: number;
}

export class ChangeBudgetDto {
  @ApiProperty({ enum: STOCK_CHANGE_KINDS, example: 'top_up' })
  @IsIn(STOCK_CHANGE_KINDS)
  kind: (typeof STOCK_CHANGE_KINDS)[number];

  /** In minor units of the budget's currency. @example 100000 */
  @IsInt()
  @Min(1)
  @Max(MAX_BUDGET_MINOR)
  amountMinor: number;
}

export class ExtendBatchDto {
  @ApiProperty({ ...OPTIONAL_TIME, description: 'Later than now set.' })
  @IsOptional()
  @IsInstant()
  claimUntil?: string | null;

  @ApiProperty({ ...OPTIONAL_TIME, description: 'Later than now set; for coupons got from then on.' })
  @IsOptional()
  @IsInstant()
  validUntil?: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    required: false,
    minimum: 1,
    maximum: MAX_PER_USER,
    example: 2,
    description: 'More than now set.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_PER_USER)
  perUserLimit?: number | null;
}

export const MAX_LISTED_PER_CALL = 1_000;

export class AddAudienceUsersDto {
  /** @example ["1001", "1002"] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LISTED_PER_CALL)
  @IsId({ each: true })
  userIds: string[];
}

export class AudienceUsersDto implements Mirrors<AudienceUsersView, AudienceUsersDto> {
  /** @example "34" */
  batchId: string;
  /** How many of them were not listed before. @example 2 */
  addedCount: number;
}

class BatchWindowsDto implements Mirrors<BatchWindowsView, BatchWindowsDto> {
  @ApiProperty(TIME)
  claimFrom: string;
  @ApiProperty(TIME)
  claimUntil: string;
  @ApiProperty({ ...TIME, nullable: true, example: null })
  validFrom: string | null;
  @ApiProperty({ ...TIME, nullable: true, example: null })
  validUntil: string | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 30 })
  validDays: number | null;
}

/** Minor units of `currency`; what is left is total − reserved − spent. */
export class BudgetDto implements Mirrors<BudgetView, BudgetDto> {
  /** @example "USD" */
  currency: string;
  /** @example 500000 */
  totalMinor: number;
  /** Of orders that wait for payment. @example 2000 */
  reservedMinor: number;
  /** Of paid orders, less what was refunded. @example 40000 */
  spentMinor: number;
  /** @example 458000 */
  leftMinor: number;
}

export class BatchDto extends BatchWindowsDto implements Mirrors<BatchView, BatchDto> {
  /** @example "34" */
  batchId: string;
  /** null: a batch of the platform. */
  @ApiProperty({ type: String, nullable: true, example: '7' })
  merchantId: string | null;
  /** @example "Autumn: 20.00 off" */
  couponName: string;
  /** @example "12" */
  ruleId: string;
  @ApiProperty({ enum: STATUS_NAMES, example: 'published' })
  status: BatchStatusName;
  /** Rises with every change of status or terms. @example 2 */
  version: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 990,
    description: 'What is LEFT; null: no limit.',
  })
  totalCount: number | null;
  /** Set aside for distributions under way. @example 0 */
  reservedCount: number;
  /** Coupons issued. @example 10 */
  assignCount: number;
  /** @example 1 */
  perUserLimit: number;
  @ApiProperty({ enum: AUDIENCES, example: 'everyone' })
  audience: Audience;
  @ApiProperty({ type: BatchSelectionDto, nullable: true, example: { tags: { any: ['vip'] } } })
  selection: Selection | null;
  @ApiProperty({ enum: CODE_MODES, example: 'none' })
  codeMode: CodeMode;
  /** @example [3, 1] */
  remindDays: number[];
  /** The merchant's part of what its coupons give away; the platform bears the rest. @example 10000 */
  merchantShareBp: number;
  @ApiProperty({ enum: RESTORE_POLICIES, example: 'never' })
  restore: RestorePolicyName;
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  restoreDays: number | null;
  @ApiProperty({ type: BudgetDto, nullable: true, description: 'null: no limit.' })
  budget: BudgetDto | null;
  @ApiProperty(TIME)
  createdAt: string;
  @ApiProperty(TIME)
  updatedAt: string;
  @ApiProperty({ ...TIME, nullable: true })
  publishedAt: string | null;
  @ApiProperty({ ...TIME, nullable: true, example: null })
  endedAt: string | null;
}

export class BatchPageDto implements Mirrors<Page<BatchView>, BatchPageDto> {
  items: BatchDto[];
  /** null on the last page. */
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;
}

/** A batch in the coupon centre, with what its coupons do. */
export class ClaimableBatchDto
  extends BatchWindowsDto
  implements Mirrors<ClaimableBatchView, ClaimableBatchDto>
{
  /** @example "34" */
  batchId: string;
  /** null: a batch of the platform. */
  @ApiProperty({ type: String, nullable: true, example: '7' })
  merchantId: string | null;
  /** @example "Autumn: 20.00 off" */
  couponName: string;
  /** @example "12" */
  ruleId: string;
  /** @example "Spend 100.00, get 20.00 off" */
  ruleName: string;
  /** 0 rebate, 1 discount, 2 promotion. @example 0 */
  type: number;
  /** @example "USD" */
  currency: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
  })
  ruleContent: object;
  /** @example 1 */
  perUserLimit: number;
}
