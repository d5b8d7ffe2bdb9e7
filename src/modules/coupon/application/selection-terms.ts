import { Global, Injectable, Module } from '@nestjs/common';
import { OmitType } from '@nestjs/swagger';
import type { SqlReader } from '../../../platform/database';
import { checkBody } from '../../../platform/http';
import { AppError } from '../../../shared/errors';
import { IsSelection, type ResolvedSelection, resolveSelection, SelectionDto } from '../../audience';
import { AudienceTerms } from '../../batch';

class BatchSelectionPartsDto extends OmitType(SelectionDto, ['userIds'] as const) {}

class BatchSelectionDto {
  @IsSelection(BatchSelectionPartsDto)
  selection: BatchSelectionPartsDto;
}

/** What {@link SelectionTerms} made of a batch's selection, which the batch keeps without knowing what it is. */
export function asSelection(terms: object): ResolvedSelection {
  return terms as ResolvedSelection;
}

/** Whom a batch is for, by tags, groups and activity. Users are listed by their own route, not in a selection. */
@Injectable()
export class SelectionTerms extends AudienceTerms {
  async resolve(reader: SqlReader, asked: object): Promise<object> {
    const { selection } = await checkBody(BatchSelectionDto, { selection: asked });
    if (selection.everyone && !selection.tags?.none && !selection.activeWithinDays) {
      throw new AppError('VALIDATION_FAILED', {
        errors: [
          {
            pointer: '/selection/everyone',
            code: 'NOT_SELECTED',
            message: 'for everybody, use audience "everyone"',
          },
        ],
      });
    }
    return resolveSelection(reader, selection);
  }
}

/** Gives batches what they need to know of users. */
@Global()
@Module({ providers: [{ provide: AudienceTerms, useClass: SelectionTerms }], exports: [AudienceTerms] })
export class BatchAudienceModule {}
