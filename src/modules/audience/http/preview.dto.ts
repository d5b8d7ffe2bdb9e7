import type { Mirrors } from '../../../platform/dto';
import type { SelectionPreview } from '../application/preview-selection';
import { IsSelection, SelectionDto } from './selection.dto';

export class PreviewSelectionDto {
  @IsSelection()
  selection: SelectionDto;
}

export class SelectionPreviewDto implements Mirrors<SelectionPreview, SelectionPreviewDto> {
  /** Users who are meant now. @example 20000 */
  count: number;
  /** true: more than 100,000, or too costly to count exactly; `count` is a guess. @example false */
  estimated: boolean;
  /** Listed users whom the audience does not know; they are not counted. @example 0 */
  unknownUserCount: number;
}
