import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Auth } from '../../../platform/auth';
import { type Mirrors, Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { PreviewSelection, type SelectionPreview } from '../application/preview-selection';
import './selection.schemas';
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

@ApiTags('audience')
@Auth('platform', 'merchant')
@Controller('v1/audience/previews')
export class PreviewController {
  constructor(private readonly previewSelection: PreviewSelection) {}

  /** How many users a selection means. Nothing is stored or sent. */
  @Post()
  @RateClass('expensive')
  @Problems('SELECTION_INVALID')
  @HttpCode(200)
  @ApiOkResponse({ type: SelectionPreviewDto })
  preview(@Body() { selection }: PreviewSelectionDto): Promise<SelectionPreviewDto> {
    return this.previewSelection.execute(selection);
  }
}
