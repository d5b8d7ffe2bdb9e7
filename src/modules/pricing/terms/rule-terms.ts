import { FULL_BP } from '../../../shared/money';
import type { PricingStep } from '../pricing.types';
import {
  type BuyXGetYOffer,
  type Conditions,
  type DiscountContent,
  type Exclusions,
  type PromotionOffer,
  type RebateContent,
  type RefundMode,
  type Rule,
  type RuleContent,
  RuleType,
  type Scope,
  type Threshold,
} from './rule-content';

/** A rebate is a ladder: a plain one has a single rung that is always reached. */
export interface RebateBenefit {
  readonly kind: 'rebate';
  readonly laddered: boolean;
  readonly tiers: readonly { readonly threshold: Threshold; readonly amountMinor: number }[];
  readonly every: { readonly amountMinor: number; readonly maxRepeats: number } | null;
}
export interface PercentBenefit {
  readonly kind: 'percent';
  readonly laddered: boolean;
  readonly tiers: readonly { readonly threshold: Threshold; readonly percentBp: number }[];
  readonly capMinor: number;
}
export interface BuyXGetYBenefit {
  readonly kind: 'buyXGetY';
  readonly buyQuantity: number;
  readonly getQuantity: number;
  readonly reward: BuyXGetYOffer['reward'];
  readonly productIds: readonly string[];
  readonly percentBp: number;
  readonly maxRepeats: number;
}
export interface FreeItemBenefit {
  readonly kind: 'freeItem';
  readonly productId: string;
  readonly quantity: number;
  readonly unitValueMinor: number;
}
export interface FreeShippingBenefit {
  readonly kind: 'freeShipping';
  readonly capMinor: number;
}
export type Benefit =
  | RebateBenefit
  | PercentBenefit
  | BuyXGetYBenefit
  | FreeItemBenefit
  | FreeShippingBenefit;

/** A rule's content with every default filled in; "no limit" is Infinity. */
export interface RuleTerms {
  readonly step: PricingStep;
  readonly benefit: Benefit;
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

export function resolveTerms(rule: Rule): RuleTerms {
  const content: RuleContent = rule.content;
  const benefit = benefitOf(rule);
  return {
    step: stepOf(benefit),
    benefit,
    threshold: content.threshold ?? {},
    measured: content.thresholdOn ?? 'beforeCoupons',
    scope: content.scope ?? { kind: 'storewide' },
    exclude: content.exclude ?? {},
    conditions: content.conditions ?? {},
    stackGroup: stackGroupOf(content),
    priority: content.priority ?? 0,
    // What a gift is worth is spread over no line, so only pricing the kept lines again can tell whether it was earned.
    refund: benefit.kind === 'freeItem' ? 'retest' : (content.refund ?? 'share'),
  };
}

function stackGroupOf(content: RuleContent): string | null {
  if (content.stacking === undefined) {
    return DEFAULT_STACK_GROUP;
  }
  return content.stacking.mode === 'exclusive' ? null : content.stacking.group;
}

function stepOf(benefit: Benefit): PricingStep {
  switch (benefit.kind) {
    case 'rebate':
      return 'orderFixed';
    case 'percent':
      return 'orderPercent';
    case 'freeShipping':
      return 'shipping';
    default:
      return 'lineOffer';
  }
}

function benefitOf(rule: Rule): Benefit {
  switch (rule.type) {
    case RuleType.Rebate:
      return rebateOf(rule.content);
    case RuleType.Discount:
      return percentDiscountOf(rule.content);
    default:
      return promotionOf(rule.content.offer);
  }
}

function rebateOf(content: RebateContent): RebateBenefit {
  if ('tiers' in content) {
    return { kind: 'rebate', laddered: true, tiers: content.tiers, every: null };
  }
  const { every } = content;
  return {
    kind: 'rebate',
    laddered: false,
    tiers: [{ threshold: {}, amountMinor: content.amountMinor }],
    every: every ? { amountMinor: every.amountMinor, maxRepeats: every.maxRepeats ?? Infinity } : null,
  };
}

function percentDiscountOf(content: DiscountContent): PercentBenefit {
  const capMinor = content.capMinor ?? Infinity;
  if ('tiers' in content) {
    return { kind: 'percent', laddered: true, tiers: content.tiers, capMinor };
  }
  return {
    kind: 'percent',
    laddered: false,
    tiers: [{ threshold: {}, percentBp: content.percentBp }],
    capMinor,
  };
}

function promotionOf(offer: PromotionOffer): Benefit {
  switch (offer.kind) {
    case 'buyXGetY':
      return {
        kind: 'buyXGetY',
        buyQuantity: offer.buyQuantity,
        getQuantity: offer.getQuantity,
        reward: offer.reward,
        productIds: offer.productIds ?? [],
        percentBp: offer.percentBp ?? FULL_BP,
        maxRepeats: offer.maxRepeats ?? Infinity,
      };
    case 'freeItem':
      return {
        kind: 'freeItem',
        productId: offer.productId,
        quantity: offer.quantity ?? 1,
        unitValueMinor: offer.unitValueMinor,
      };
    default:
      return { kind: 'freeShipping', capMinor: offer.capMinor ?? Infinity };
  }
}
