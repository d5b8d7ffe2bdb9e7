import { AppError } from '../../../shared/errors';
import type { Rule, RuleType } from '../../pricing';
import { validateRuleContent } from '../content/validate-rule-content';
import type { RuleTerms } from '../infra/rule-rows';

/** What a caller says of a rule; `ruleContent` is anything yet. */
export interface RuleInput {
  name: string;
  type: RuleType;
  currency: string;
  ruleContent: object;
}

/**
 * @returns the terms with the content as plain data, exactly its known fields
 * @throws AppError RULE_CONTENT_INVALID naming every field at fault under `/ruleContent`
 */
export function checkRuleTerms({ name, type, currency, ruleContent }: RuleInput): RuleTerms {
  return { name, type, currency, ruleContent: checkRuleContent(type, ruleContent) };
}

/** @throws AppError RULE_CONTENT_INVALID as above */
export function checkRuleContent(type: RuleType, ruleContent: object): Rule['content'] {
  const check = validateRuleContent(type, ruleContent);
  if (check.valid) return check.content;
  const errors = check.issues.map((issue) => ({ ...issue, pointer: `/ruleContent${issue.pointer}` }));
  throw new AppError('RULE_CONTENT_INVALID', { errors });
}
