import { Module } from '@nestjs/common';
import { RulesController } from './http/rules.controller';
import { RuleModule } from './rule.module';

/** Rules over HTTP. */
@Module({ imports: [RuleModule], controllers: [RulesController] })
export class RuleHttpModule {}
