import { Type } from 'class-transformer';
import { Equals, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { ApiProperty, IsId, type Mirrors, ProblemMembers } from '../../../platform/dto';
import { type CodeMode, MAX_STOCK } from '../../batch';
import {
  type BatchCodesView,
  CODE_STATES,
  type CodeGenerationsView,
  type CodeGenerationView,
  type CodeView,
  type CodeWordView,
  type RevokedCodesView,
} from '../application/code-views';
import { MAX_TYPED } from '../domain/code-alphabet';
import { MAX_PREFIX_LENGTH, MAX_WORD_LENGTH, MIN_WORD_LENGTH, PREFIX, WORD } from '../domain/code-text';
import type { SerialRange } from '../domain/serial-ranges';

export class GenerateCodesDto {
  /** How many. It takes no longer for many than for few. @example 100000000 */
  @IsInt()
  @Min(1)
  @Max(MAX_STOCK)
  count: number;

  @ApiProperty({
    required: false,
    default: '',
    maxLength: MAX_PREFIX_LENGTH,
    pattern: PREFIX.source,
    example: 'XMAS',
    description: 'What all of them begin with, as it is to be printed.',
  })
  @Matches(PREFIX, {
    message: `prefix must be at most ${MAX_PREFIX_LENGTH} digits and capital letters A to Z`,
  })
  prefix: string = '';
}

export class RevokedRangeDto implements Mirrors<SerialRange, RevokedRangeDto> {
  /** @example 1 */
  from: number;
  /** @example 1000 */
  until: number;
}

export class CodeGenerationDto implements Mirrors<CodeGenerationView, CodeGenerationDto> {
  /** @example "5" */
  generationId: string;
  /** @example "34" */
  batchId: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'The distribution that made them, and sends one to each of its users.',
  })
  distributionId: string | null;
  /** @example "XMAS" */
  prefix: string;
  /** Codes of a batch are numbered through all its generations, from 1. @example 1 */
  firstSerial: number;
  /** @example 100000000 */
  count: number;
  /** Ranges of serials that were revoked; single revoked codes are not among them. */
  revoked: RevokedRangeDto[];
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  createdAt: string;
}

export class CodeGenerationsDto implements Mirrors<CodeGenerationsView, CodeGenerationsDto> {
  items: CodeGenerationDto[];
}

export class SetWordDto {
  @ApiProperty({
    minLength: MIN_WORD_LENGTH,
    maxLength: MAX_WORD_LENGTH,
    pattern: WORD.source,
    example: 'SUMMER26',
    description:
      'As it is to be printed. Words that only differ in O and 0, I, L and 1, or U and V are the same.',
  })
  @Matches(WORD, {
    message: `word must be ${MIN_WORD_LENGTH} to ${MAX_WORD_LENGTH} digits and capital letters A to Z`,
  })
  word: string;
}

export class CodeWordDto implements Mirrors<CodeWordView, CodeWordDto> {
  /** @example "34" */
  batchId: string;
  /** @example "SUMMER26" */
  word: string;
}

export class ExportQueryDto {
  @ApiProperty({
    required: false,
    type: 'integer',
    default: 1,
    minimum: 1,
    maximum: MAX_STOCK,
    description: 'The first serial.',
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_STOCK)
  from: number = 1;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 1,
    maximum: MAX_STOCK,
    description: 'How many, at most; left out: all that follow.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_STOCK)
  count?: number;
}

/** Exactly one of: a code; from and until; all. */
export class RevokeCodesDto {
  @ApiProperty({
    required: false,
    maxLength: MAX_TYPED,
    example: 'XMAS-7K3M-9QPZ-4T2WC',
    description: 'One code, in any spelling.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TYPED)
  code?: string;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 1,
    maximum: MAX_STOCK,
    example: 1,
    description: 'The first serial of a range …',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_STOCK)
  from?: number;

  @ApiProperty({
    required: false,
    type: 'integer',
    minimum: 1,
    maximum: MAX_STOCK,
    example: 1000,
    description: '… and the last one.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_STOCK)
  until?: number;

  @ApiProperty({
    required: false,
    enum: [true],
    example: true,
    description:
      "All codes that the batch has by now, or a shared batch's word, which another batch can have then.",
  })
  @IsOptional()
  @Equals(true)
  all?: boolean;
}

export class RevokedCodesDto implements Mirrors<RevokedCodesView, RevokedCodesDto> {
  /** @example "34" */
  batchId: string;
  /** How many nobody can use any more; those that were used before stay so, and are counted here as well. @example 1000 */
  codes: number;
}

export class BatchCodesDto implements Mirrors<BatchCodesView, BatchCodesDto> {
  /** @example "34" */
  batchId: string;
  /** In all generations, those of distributions among them. @example 100000000 */
  made: number;
  /** How many were asked for in an export at least once. What a distribution sends is no export. @example 5000 */
  exported: number;
  /** How many exports were begun. @example 2 */
  exports: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-24T08:00:00.000Z' })
  lastExportedAt: string | null;
  /** How many have brought a coupon. @example 318 */
  used: number;
  /** How many are in what was revoked, those that were used before among them. @example 1000 */
  revoked: number;
  /** true: used, revoked, exported and exports are at least so many; counting ends at 200,000 codes and 1,000 exports. */
  more: boolean;
}

/** A code as a user has typed it. */
export class TypedCodeDto {
  @ApiProperty({
    maxLength: MAX_TYPED,
    example: 'xmas 7k3m 9qpz 4t2wc',
    description: 'In any spelling: case, blanks and dashes say nothing, O is 0, I and l are 1, U is V.',
  })
  @IsString()
  @MaxLength(MAX_TYPED)
  code: string;

  @ApiProperty({
    required: false,
    nullable: true,
    type: String,
    example: '7',
    description:
      "In whose shop it was typed: a word is looked for among this merchant's, then the platform's. Without it, among the platform's only.",
  })
  @IsOptional()
  @IsId()
  merchantId?: string | null;
}

export class CodeDto implements Mirrors<CodeView, CodeDto> {
  /** @example "34" */
  batchId: string;
  @ApiProperty({ enum: CODE_STATES, example: 'used', description: 'shared: a word that many use.' })
  state: CodeView['state'];
  /** null: a word. */
  @ApiProperty({ type: String, nullable: true, example: '5' })
  generationId: string | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 17 })
  serial: number | null;
  /** Who used it. */
  @ApiProperty({ type: String, nullable: true, example: '1001' })
  userId: string | null;
  /** The coupon that it brought. */
  @ApiProperty({ type: String, nullable: true, example: '20001' })
  couponId: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-24T08:00:00.000Z' })
  usedAt: string | null;
  /** The order that holds the coupon, or has used it. */
  @ApiProperty({ type: String, nullable: true, example: '501' })
  orderNo: string | null;
}

@ProblemMembers('CODE_STATE_CONFLICT')
export class CodeStateProblemDto {
  @ApiProperty({ enum: ['used', 'revoked'], example: 'used' })
  codeState: 'used' | 'revoked';
}

@ProblemMembers('CODE_ALREADY_USED')
export class CodeUsedProblemDto {
  /** The coupon that it brought. @example "20001" */
  couponId: string;
}

@ProblemMembers('CODE_MODE_CONFLICT')
export class CodeModeProblemDto {
  @ApiProperty({ enum: ['none', 'unique', 'shared'], example: 'none' })
  codeMode: CodeMode;
}
