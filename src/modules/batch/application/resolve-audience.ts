import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { resolveSelection, type Selection } from '../../audience';
import type { BatchDraft } from '../domain/batch-terms';

/** A draft whose selection, if it has one, nobody looked up yet. */
export type AskedDraft = Omit<BatchDraft, 'selection'> & { readonly selection: Selection | null };

/**
 * Looks up whom a batch is for, by tags, groups and activity.
 * @throws AppError VALIDATION_FAILED (everybody is selected), SELECTION_INVALID, with pointers under /selection
 */
export async function resolveAudience(reader: SqlReader, draft: AskedDraft): Promise<BatchDraft> {
  const { selection } = draft;
  if (selection === null) return { ...draft, selection };
  if (selection.everyone && !selection.tags?.none && !selection.activeWithinDays) {
    const message = 'for everybody, use audience "everyone"';
    throw new AppError('VALIDATION_FAILED', {
      errors: [{ pointer: '/selection/everyone', code: 'NOT_SELECTED', message }],
    });
  }
  return { ...draft, selection: { asked: selection, resolved: await resolveSelection(reader, selection) } };
}
