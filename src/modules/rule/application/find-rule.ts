import { mayManage, type Principal } from '../../../platform/auth';
import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { type StoredRule, selectRule } from '../infra/rule-rows';

/**
 * A rule that the caller may manage.
 * @throws AppError RULE_NOT_FOUND also for a rule of somebody else
 */
export async function findRule(reader: SqlReader, caller: Principal, ruleId: string): Promise<StoredRule> {
  const rule = await selectRule(reader, ruleId);
  if (!rule || !mayManage(caller, rule.merchantId)) throw new AppError('RULE_NOT_FOUND');
  return rule;
}
