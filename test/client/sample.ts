import type { components, operations } from '../../reports/openapi';

/** What a client writes against the types of openapi.json. It is compiled strictly, and holds no cast. */
type Rule = components['schemas']['CreateRule'];
type Reason = components['schemas']['CheckoutReason'];
type ClaimProblem = operations['claims.claim']['responses'][409]['content']['application/problem+json'];

export const rule: Rule = {
  name: 'Spend 100.00, get 20.00 off',
  type: 0,
  currency: 'USD',
  ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
};

export const selection: components['schemas']['Selection'] = { tags: { any: ['vip'] } };

export function explain(reason: Reason): string {
  switch (reason.code) {
    case 'THRESHOLD_NOT_MET':
      return `${reason.missingMinor} short of ${reason.requiredMinor}`;
    case 'NOT_YET_VALID':
      return `not before ${new Date(reason.validFrom).toISOString()}`;
    case 'USER_TAGS_NOT_MET':
      return reason.missingAnyOf.join(', ');
    default:
      return reason.code;
  }
}

export function mayTryAgain({ code }: ClaimProblem): boolean {
  return code === 'BATCH_NOT_STARTED';
}
