import type { StoredRule } from '../infra/rule-rows';

/** A rule as it leaves the API: an explicit whitelist, with the customer's names. */
export interface RuleView {
  ruleId: string;
  familyId: string;
  version: number;
  merchantId: string | null;
  name: string;
  type: number;
  currency: string;
  ruleContent: object;
  frozenAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export function toRuleView(rule: StoredRule): RuleView {
  return {
    ruleId: rule.ruleId,
    familyId: rule.familyId,
    version: rule.version,
    merchantId: rule.merchantId,
    name: rule.name,
    type: rule.type,
    currency: rule.currency,
    ruleContent: rule.ruleContent,
    frozenAt: rule.frozenAt?.toISOString() ?? null,
    createdAt: rule.createdAt.toISOString(),
    updatedAt: rule.updatedAt.toISOString(),
  };
}
