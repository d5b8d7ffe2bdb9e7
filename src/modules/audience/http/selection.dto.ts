import { applyDecorators, type Type } from '@nestjs/common';
import { Type as TransformTo } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  Equals,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { ApiProperty, CheckedBy, IsId, IsNested, type Mirrors } from '../../../platform/dto';
import { LABEL_CODE } from '../domain/label';
import {
  MAX_ACTIVE_DAYS,
  MAX_LISTED_USERS,
  MAX_SELECTION_CODES,
  namesUsers,
  type Selection,
} from '../domain/selection';

const IsCodeList = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MAX_SELECTION_CODES),
    ArrayUnique(),
    Matches(LABEL_CODE, {
      each: true,
      message: 'each of $property must be a code: 1 to 64 letters, digits, "_", ".", ":" or "-"',
    }),
  );

export class SelectionTagsDto implements Mirrors<NonNullable<Selection['tags']>, SelectionTagsDto> {
  /** Has at least one of these tags. @example ["vip", "new"] */
  @IsCodeList()
  any?: string[];

  /** Has all of these tags. @example ["app"] */
  @IsCodeList()
  all?: string[];

  /** Has none of these tags. @example ["blocked"] */
  @IsCodeList()
  none?: string[];
}

/** Which users, not by listing them. */
export class UnlistedSelectionDto implements Mirrors<Omit<Selection, 'userIds'>, UnlistedSelectionDto> {
  @ApiProperty({
    required: false,
    enum: [true],
    description: 'Every user; instead of tags.any, tags.all, groups and userIds.',
  })
  @IsOptional()
  @Equals(true)
  everyone?: true;

  @ApiProperty({ required: false, type: SelectionTagsDto })
  @IsOptional()
  @IsNested(() => SelectionTagsDto)
  tags?: SelectionTagsDto;

  /** Member of at least one of these groups. @example ["testers"] */
  @IsCodeList()
  groups?: string[];

  /** Last active at most so many times 24 hours ago. @example 30 */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_ACTIVE_DAYS)
  activeWithinDays?: number;
}

/** Which users; all parts that are given must hold. */
export class SelectionDto extends UnlistedSelectionDto implements Mirrors<Selection, SelectionDto> {
  @ApiProperty({
    required: false,
    type: [String],
    maxItems: MAX_LISTED_USERS,
    example: ['1001', '1002'],
    description: 'Among these users. Those whom the audience does not know are not selected.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LISTED_USERS)
  @IsId({ each: true })
  userIds?: string[];
}

/**
 * For the property that holds a selection: validates it, and that it says whom it means.
 * @param dto a part of {@link SelectionDto}, where not all of it is allowed
 */
export const IsSelection = (dto: Type<Partial<SelectionDto>> = SelectionDto): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: dto, example: { tags: { any: ['vip'] } } }),
    IsObject(),
    ValidateNested(),
    TransformTo(() => dto),
    SaysWhom(),
  );

/** What it means for the fields is said by refinements of the schema. */
const SaysWhom = (): PropertyDecorator =>
  CheckedBy({
    name: 'saysWhom',
    message: 'name either everyone: true, or tags.any, tags.all, groups or userIds',
    holds: namesUsers,
  });
