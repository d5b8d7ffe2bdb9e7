import { Module } from '@nestjs/common';
import { ChangeRule } from './application/change-rule';
import { CreateRule } from './application/create-rule';
import { CreateRuleVersion } from './application/create-rule-version';
import { PreviewRule } from './application/preview-rule';
import { ReadRules } from './application/read-rules';

const actions = [CreateRule, CreateRuleVersion, ChangeRule, ReadRules, PreviewRule];

/** Rules: what every process can do with them. */
@Module({ providers: actions, exports: actions })
export class RuleModule {}
