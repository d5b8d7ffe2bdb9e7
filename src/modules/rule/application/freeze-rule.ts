import type { Tx } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { type StoredRule, selectRule, updateFrozenAt } from '../infra/rule-rows';

/**
 * Makes a rule immutable, in the transaction that publishes a batch on it.
 * @param owner the batch's merchant (null: the platform), which must be the rule's too
 * @returns the rule as it stays
 * @throws AppError RULE_NOT_FOUND when there is no such rule of this owner
 */
export async function freezeRule(
  tx: Tx,
  ruleId: string,
  owner: string | null,
  now: Date,
): Promise<StoredRule> {
  await updateFrozenAt(tx, ruleId, now);
  const rule = await selectRule(tx, ruleId);
  if (!rule || rule.merchantId !== owner) throw new AppError('RULE_NOT_FOUND');
  return rule;
}
