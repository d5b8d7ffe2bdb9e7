import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { ApiProperty, IsId, IsText, type Mirrors } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { CountedLabelView, LabelView } from '../application/label-view';
import { LABEL_CODE } from '../domain/label';

export const MAX_MEMBERS_PER_CALL = 1_000;

export class RenameLabelDto {
  /** For people. @example "Our best customers" */
  @IsText(120)
  name: string;
}

export class CreateLabelDto extends RenameLabelDto {
  /** What selections, rules and files call it; never changes. @example "vip" */
  @Matches(LABEL_CODE, {
    message:
      '$property must be 1 to 64 letters, digits, "_", ".", ":" or "-", beginning with a letter or digit',
  })
  code: string;
}

export class LabelDto implements Mirrors<LabelView, LabelDto> {
  /** @example "vip" */
  code: string;
  /** @example "Our best customers" */
  name: string;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  createdAt: string;
}

export class CountedLabelDto extends LabelDto implements Mirrors<CountedLabelView, CountedLabelDto> {
  /** Users who have it. @example 1520 */
  userCount: number;
  /** true: userCount is a guess. @example false */
  estimated: boolean;
}

export class LabelPageDto implements Mirrors<Page<LabelView>, LabelPageDto> {
  items: LabelDto[];
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;
}

export class MembersDto {
  /** @example ["1001", "1002"] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_MEMBERS_PER_CALL)
  @ArrayUnique()
  @IsId({ each: true })
  userIds: string[];
}

export class MembersAddedDto {
  /** How many did not have it before. @example 2 */
  addedCount: number;
}

export class MembersRemovedDto {
  /** How many had it. @example 2 */
  removedCount: number;
}
