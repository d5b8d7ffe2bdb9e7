import type { CommandGroup } from '../../../platform/cli';
import { CreateRuleCommand } from './create-rule.command';

/** What operators can do with rules. */
export const ruleCommands: CommandGroup = {
  commands: [CreateRuleCommand],
  services: async () => (await import('../rule.module.js')).RuleModule,
};
