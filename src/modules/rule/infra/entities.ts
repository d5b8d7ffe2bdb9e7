import { RuleEntity } from './rule.entity';

export const ruleEntities = [RuleEntity];
