import { CreateRuleCommand } from './create-rule.command';

/** What operators can do with rules. */
export const ruleCommands = [CreateRuleCommand];
