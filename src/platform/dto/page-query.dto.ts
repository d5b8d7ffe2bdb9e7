import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ApiProperty } from './api-property';
import { PageLimit } from './validators';

/** The query of every list: keyset pages, so that page 1,000 costs what page 1 costs. */
export class PageQueryDto {
  @PageLimit()
  limit: number = 20;

  /** `nextCursor` of the page before. */
  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}
