/** The module's only door: other modules import from here and from nowhere deeper. */

export { planRefund, type RefundInput, type RefundPlan } from './domain/plan-refund';
export { priceWith } from './domain/price-with';
export * from './domain/pricing.types';
export { quote } from './domain/quote';
export * from './domain/rule-content';
export { RULE_CONTENT_EXAMPLES, type RuleContentExample } from './http/rule-content.examples';
export {
  type RuleContentCheck,
  type RuleContentIssue,
  type RuleContentIssueCode,
  validateRuleContent,
} from './http/validate-rule-content';
