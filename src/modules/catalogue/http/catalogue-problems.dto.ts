import { ApiProperty, ProblemMembers, RowErrorDto } from '../../../platform/dto';

@ProblemMembers('CATALOGUE_ROWS_INVALID')
export class CatalogueRowsProblemDto {
  /** Up to 100 of the rows that are at fault. */
  @ApiProperty({ type: [RowErrorDto] })
  rowErrors: RowErrorDto[];
  /** How many rows are at fault in all. @example 1 */
  rowErrorCount: number;
}
