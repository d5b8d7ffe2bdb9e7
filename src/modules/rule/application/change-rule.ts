import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { updateUnfrozenRule } from '../infra/rule-rows';
import { checkRuleTerms, type RuleInput } from './check-rule-terms';
import { findRule } from './find-rule';
import { type RuleView, toRuleView } from './rule-view';

/** Replaces the terms of a rule that no published batch uses yet. */
@Injectable()
export class ChangeRule {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError RULE_NOT_FOUND, RULE_CONTENT_INVALID, RULE_IN_USE */
  execute(caller: Principal, ruleId: string, input: RuleInput): Promise<RuleView> {
    const terms = checkRuleTerms(input);
    return this.database.transaction(async (tx) => {
      const before = await findRule(tx, caller, ruleId);
      const now = this.clock.now();
      // Publishing sets frozen_at by an UPDATE of the same row: one of the two waits for the other and then sees it.
      if (!(await updateUnfrozenRule(tx, ruleId, terms, now))) throw new AppError('RULE_IN_USE');
      await this.audit.record(tx, caller, {
        action: 'rule.change',
        subject: 'rule',
        subjectId: ruleId,
        details: { ...terms },
      });
      return toRuleView({ ...before, ...terms, updatedAt: now });
    });
  }
}
