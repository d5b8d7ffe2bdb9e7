import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ApiProperty, IsId, IsInstant, IsNested, IsText, type Mirrors } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { Selection } from '../../audience';
import { IsSelection, SelectionDto } from '../../audience/http';
import type { DryRunView } from '../application/create-distribution';
import type {
  DistributionDetailView,
  DistributionView,
  ProgressView,
} from '../application/distribution-view';
import { DISTRIBUTION_STATUS_NAMES, type DistributionStatusName } from '../domain/distribution-status';

const MAX_PER_USER = 1_000;
const TIME = { type: String, format: 'date-time', example: '2026-12-01T09:00:00.000Z' } as const;
const OPTIONAL_TIME = { ...TIME, nullable: true, required: false } as const;
const COUNT = { type: 'integer' } as const;

/**
 * Of a batch with unique codes both texts are templates, which say the user's own code: `{{code}}` as it is typed, or `{{codeLink}}`,
 * the address of CODE_LINK with the code in it. An SMS says the title, and the code after it unless the title does.
 */
export class DistributionMessageDto
  implements Mirrors<NonNullable<DistributionView['message']>, DistributionMessageDto>
{
  /** @example "A coupon for you" */
  @IsText(120)
  title: string;

  /** @example "20.00 off until Sunday." */
  @IsText(2_000)
  body: string;
}

export class CreateDistributionDto {
  /** Whose coupons: a published batch. @example "1" */
  @IsId()
  batchId: string;

  /** Who gets them. */
  @IsSelection()
  selection: SelectionDto;

  /** How many coupons each user gets; 1 if they are sent codes; at most the batch's limit. Who holds some already gets what is left to them. */
  @ApiProperty({ ...COUNT, minimum: 1, maximum: MAX_PER_USER, default: 1, required: false })
  @IsInt()
  @Min(1)
  @Max(MAX_PER_USER)
  perUser: number = 1;

  /** What the users are told. Needed where they are sent codes. */
  @ApiProperty({ type: DistributionMessageDto, nullable: true, required: false })
  @IsOptional()
  @IsNested(() => DistributionMessageDto)
  message?: DistributionMessageDto | null;

  @ApiProperty({ ...OPTIONAL_TIME, description: 'Not before then. Left out: at once.' })
  @IsOptional()
  @IsInstant()
  startAt?: string | null;

  @ApiProperty({
    default: false,
    required: false,
    description: 'Only tell what it would do: 200 instead of 201.',
  })
  @IsBoolean()
  dryRun: boolean = false;
}

export class DryRunAudienceDto implements Mirrors<DryRunView['audience'], DryRunAudienceDto> {
  /** @example 1000 */
  count: number;
  /** true above 100,000. */
  estimated: boolean;
}

export class LiabilityDto implements Mirrors<DryRunView['liability'], LiabilityDto> {
  @ApiProperty({
    ...COUNT,
    nullable: true,
    example: 2_000_000,
    description: 'null: the rule has no upper bound.',
  })
  amountMinor: number | null;
  /** @example "USD" */
  currency: string;
}

export class DryRunDto implements Mirrors<DryRunView, DryRunDto> {
  /** @example "1" */
  batchId: string;
  audience: DryRunAudienceDto;
  /** Coupons: users times coupons for each. @example 1000 */
  wanted: number;
  @ApiProperty({
    ...COUNT,
    nullable: true,
    example: 5000,
    description: 'What is left of the batch; null: no limit.',
  })
  stock: number | null;
  /** Users whom the stock would not reach. @example 0 */
  unserved: number;
  /** The most that the coupons can cost, if all of them are used. */
  liability: LiabilityDto;
}

export class DistributionProgressDto implements Mirrors<ProgressView, DistributionProgressDto> {
  @ApiProperty({ enum: DISTRIBUTION_STATUS_NAMES, example: 'running' })
  status: DistributionStatusName;
  /** Users who are meant. @example 1000000 */
  audience: number;
  /** true: a guess, as above 100,000 users until it has ended. */
  audienceEstimated: boolean;
  /** Coupons issued, or codes sent. @example 250000 */
  issued: number;
  /** Coupons set aside for it. @example 750000 */
  reserved: number;
  /** Users who got coupons or a code. @example 250000 */
  done: number;
  /** Users who hold as many as they may, or can get no messages and so no code. @example 12 */
  skipped: number;
  /** Users of chunks that failed; `retry` repeats them. @example 0 */
  failed: number;
  /** Users whom the stock did not reach. @example 0 */
  unserved: number;
  @ApiProperty({ ...COUNT, nullable: true, example: 100_000 })
  usersPerSecond: number | null;
  @ApiProperty({ ...COUNT, nullable: true, example: 8 })
  secondsLeft: number | null;
}

export class DistributionDto implements Mirrors<DistributionView, DistributionDto> {
  /** @example "31" */
  distributionId: string;
  /** @example "1" */
  batchId: string;
  @ApiProperty({ type: String, nullable: true, example: '7' })
  merchantId: string | null;
  @ApiProperty({ enum: DISTRIBUTION_STATUS_NAMES, example: 'running' })
  status: DistributionStatusName;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Why it was cancelled by itself: a problem code.',
  })
  reason: string | null;
  /** @example 1 */
  perUser: number;
  @ApiProperty({ type: DistributionMessageDto, nullable: true })
  message: DistributionMessageDto | null;
  @ApiProperty(TIME)
  startAt: string;
  @ApiProperty(TIME)
  createdAt: string;
  @ApiProperty({ ...TIME, nullable: true })
  startedAt: string | null;
  @ApiProperty({ ...TIME, nullable: true })
  finishedAt: string | null;
  progress: DistributionProgressDto;
}

export class DistributionDetailDto
  extends DistributionDto
  implements Mirrors<DistributionDetailView, DistributionDetailDto>
{
  @ApiProperty({ type: SelectionDto })
  selection: Selection;
}

export class DistributionPageDto implements Mirrors<Page<DistributionView>, DistributionPageDto> {
  items: DistributionDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
