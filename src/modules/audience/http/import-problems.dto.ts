import { ApiProperty, ProblemMembers, RowErrorDto } from '../../../platform/dto';

@ProblemMembers('IMPORT_HEADER_INVALID')
export class ImportHeaderProblemDto {
  /** What is wrong with the first line, up to 100 of it. */
  @ApiProperty({ type: [RowErrorDto] })
  rowErrors: RowErrorDto[];
}
