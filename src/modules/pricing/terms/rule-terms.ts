import type { Benefit } from '../benefits/benefit';
import type { PricingStep } from '../pricing.types';
import type { Conditions, Exclusions, RefundMode, RuleContent, Scope, Threshold } from './rule-content';

/** What a rule says besides its benefit, with every default filled in. */
export interface RuleTerms {
  readonly step: PricingStep;
  readonly threshold: Threshold;
  readonly measured: 'beforeCoupons' | 'afterCoupons';
  readonly scope: Scope;
  readonly exclude: Exclusions;
  readonly conditions: Conditions;
  /** null: exclusive. */
  readonly stackGroup: string | null;
  readonly priority: number;
  readonly refund: RefundMode;
}

const DEFAULT_STACK_GROUP = 'default';

/** The order of application; a coupon of a later step works on what the former steps left. */
export const STEP_ORDER: Readonly<Record<PricingStep, number>> = {
  lineOffer: 0,
  orderPercent: 1,
  orderFixed: 2,
  shipping: 3,
};

/** @param benefit the one that the content promises */
export function resolveTerms(
  content: RuleContent,
  benefit: Pick<Benefit, 'step' | 'alwaysRetested'>,
): RuleTerms {
  return {
    step: benefit.step,
    threshold: content.threshold ?? {},
    measured: content.thresholdOn ?? 'beforeCoupons',
    scope: content.scope ?? { kind: 'storewide' },
    exclude: content.exclude ?? {},
    conditions: content.conditions ?? {},
    stackGroup: stackGroupOf(content),
    priority: content.priority ?? 0,
    refund: benefit.alwaysRetested ? 'retest' : (content.refund ?? 'share'),
  };
}

function stackGroupOf(content: RuleContent): string | null {
  if (content.stacking === undefined) {
    return DEFAULT_STACK_GROUP;
  }
  return content.stacking.mode === 'exclusive' ? null : content.stacking.group;
}
