import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { ruleOwner } from '../../rule';
import { type BatchDraft, findContradictions } from '../domain/batch-terms';

/**
 * What a draft must hold at any time: its windows make sense, its rule exists and is its owner's.
 * @param owner the batch's merchant, null: the platform
 * @throws AppError BATCH_INVALID, RULE_NOT_FOUND (also for a rule of another owner)
 */
export async function checkDraft(reader: SqlReader, owner: string | null, draft: BatchDraft): Promise<void> {
  const errors = findContradictions(draft);
  if (errors.length > 0) throw new AppError('BATCH_INVALID', { errors });
  if ((await ruleOwner(reader, draft.ruleId)) !== owner) {
    throw new AppError('RULE_NOT_FOUND', {
      errors: [
        { pointer: '/ruleId', code: 'RULE_NOT_FOUND', message: "ruleId is not a rule of this batch's owner" },
      ],
    });
  }
}
