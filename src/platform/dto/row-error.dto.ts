import type { RowError } from '../../shared/csv';
import { ApiProperty } from './api-property';
import type { Mirrors } from './mirrors';

export class RowErrorDto implements Mirrors<RowError, RowErrorDto> {
  /** From 1; of a row over several lines the last one. @example 2 */
  line: number;

  /** null: the row as a whole. */
  @ApiProperty({ type: String, nullable: true, example: 'price_minor' })
  field: string | null;

  @ApiProperty({ example: 'PRICE_INVALID' })
  code: string;

  @ApiProperty({ example: 'price_minor must be an integer' })
  message: string;
}
