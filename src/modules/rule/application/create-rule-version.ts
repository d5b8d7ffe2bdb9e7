import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { IdGenerator } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { RULE_IDS } from '../infra/id-sequences';
import { insertRule, nextVersion } from '../infra/rule-rows';
import { checkRuleTerms, type RuleInput } from './check-rule-terms';
import { findRule } from './find-rule';
import { toRuleView } from './rule-view';

/** Creates the next version of a rule, a row of its own in the same family. Its answer is a `RuleView`. */
@Injectable()
export class CreateRuleVersion {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @param ruleId any version of the family
   * @throws AppError RULE_NOT_FOUND, RULE_CONTENT_INVALID, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    ruleId: string,
    input: RuleInput,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const terms = checkRuleTerms(input);
    const newRuleId = await this.ids.next(RULE_IDS);
    return this.idempotency.once(once, async (tx) => {
      const { familyId, merchantId } = await findRule(tx, caller, ruleId);
      const now = this.clock.now();
      const rule = {
        ...terms,
        ruleId: newRuleId,
        familyId,
        version: await nextVersion(tx, familyId),
        merchantId,
        frozenAt: null,
        createdAt: now,
        updatedAt: now,
      };
      await insertRule(tx, rule);
      await this.audit.record(tx, caller, {
        action: 'rule.create-version',
        subject: 'rule',
        subjectId: newRuleId,
        details: { ...terms, familyId, version: rule.version },
      });
      return toRuleView(rule);
    });
  }
}
