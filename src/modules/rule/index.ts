export { RuleEntity } from './infra/rule.entity';
