import { IsOptional } from 'class-validator';
import { ApiProperty, IsText, type Mirrors } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { ImportView } from '../application/imports/import-view';

const TIME = { type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' } as const;

export class ImportQueryDto {
  /** What the file is called, for people. */
  @ApiProperty({ required: false, example: 'november.csv' })
  @IsOptional()
  @IsText(200)
  name?: string;
}

export class ImportDto implements Mirrors<ImportView, ImportDto> {
  /** @example "12" */
  importId: string;
  @ApiProperty({ type: String, nullable: true, example: 'november.csv' })
  sourceName: string | null;
  @ApiProperty({
    enum: ['open', 'done'],
    description: 'open: under way, or broken off and to be resumed with the same file.',
  })
  status: 'open' | 'done';
  /** Lines of the file that are dealt with, the first one not counted. @example 1000000 */
  lineCount: number;
  /** Users written. @example 999990 */
  importedCount: number;
  /** Rows left out; GET …/rejects lists them. @example 10 */
  rejectedCount: number;
  /**
   * Of the users written: those whom the file reports as agreeing to what they have refused, without a later consent_at. They are
   * kept as they were; GET …/rejects lists them as KEPT_OPTED_OUT. @example 3
   */
  keptOptedOutCount: number;
  @ApiProperty(TIME)
  createdAt: string;
  @ApiProperty(TIME)
  updatedAt: string;
  @ApiProperty({ ...TIME, nullable: true })
  finishedAt: string | null;
}

export class ImportPageDto implements Mirrors<Page<ImportView>, ImportPageDto> {
  items: ImportDto[];
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;
}
