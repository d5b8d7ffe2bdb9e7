/** The module's only door: other modules import from here and from nowhere deeper. */

export type { RuleInput } from './application/check-rule-terms';
export { CreateRule } from './application/create-rule';
export { freezeRule } from './application/freeze-rule';
export { ReadRules } from './application/read-rules';
export { RULE_CONTENT_EXAMPLES, type RuleContentExample } from './content/rule-content.examples';
export {
  type RuleContentCheck,
  type RuleContentIssue,
  type RuleContentIssueCode,
  validateRuleContent,
} from './content/validate-rule-content';
export { joinRule, ruleOwner, ruleQuery } from './infra/rule-rows';
export { RuleModule } from './rule.module';
