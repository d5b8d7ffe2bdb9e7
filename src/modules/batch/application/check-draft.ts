import type { Principal } from '../../../platform/auth';
import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { ruleOwner } from '../../rule';
import { type BatchDraft, findContradictions } from '../domain/batch-terms';
import { findForeignMoney } from '../domain/funding';

/**
 * What a draft must hold at any time: its windows make sense, its rule exists and is its owner's, and a merchant spends its
 * own money only.
 * @param owner the batch's merchant, null: the platform
 * @throws AppError BATCH_INVALID, FORBIDDEN, RULE_NOT_FOUND (also for a rule of another owner)
 */
export async function checkDraft(
  reader: SqlReader,
  caller: Principal,
  owner: string | null,
  draft: BatchDraft,
): Promise<void> {
  const foreign = caller.role === 'platform' ? [] : findForeignMoney(draft.funding);
  if (foreign.length > 0) throw new AppError('FORBIDDEN', { errors: foreign });
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
