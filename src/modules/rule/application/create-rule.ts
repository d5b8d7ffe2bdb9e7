import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import { ownerFor, type Principal } from '../../../platform/auth';
import { IdGenerator } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { RULE_IDS } from '../infra/id-sequences';
import { insertRule } from '../infra/rule-rows';
import { checkRuleTerms, type RuleInput } from './check-rule-terms';
import { toRuleView } from './rule-view';

/** Creates the first version of a rule. Its answer is a `RuleView`. */
@Injectable()
export class CreateRule {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @param input `merchantId` only from the platform: for that merchant instead of for the platform itself
   * @throws AppError RULE_CONTENT_INVALID, FORBIDDEN, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    input: RuleInput & { merchantId?: string | null },
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const merchantId = ownerFor(caller, input.merchantId);
    const terms = checkRuleTerms(input);
    const ruleId = await this.ids.next(RULE_IDS);
    return this.idempotency.once(once, async (tx) => {
      const now = this.clock.now();
      const rule = {
        ...terms,
        ruleId,
        familyId: ruleId,
        version: 1,
        merchantId,
        frozenAt: null,
        createdAt: now,
        updatedAt: now,
      };
      await insertRule(tx, rule);
      await this.audit.record(tx, caller, {
        action: 'rule.create',
        subject: 'rule',
        subjectId: ruleId,
        details: { ...terms },
      });
      return toRuleView(rule);
    });
  }
}
