import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Auth } from '../../../platform/auth/guard';
import { Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { PreviewSelection } from '../application/preview-selection';
import './selection.schemas';
import { PreviewSelectionDto, SelectionPreviewDto } from './preview.dto';

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
