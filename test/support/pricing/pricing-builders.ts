import type {
  CandidateCoupon,
  Cart,
  CartLine,
  PricingContext,
} from '../../../src/modules/pricing/pricing.types';
import {
  type DiscountContent,
  type PromotionContent,
  type RebateContent,
  type Rule,
  RuleType,
} from '../../../src/modules/pricing/terms/rule-content';

export const NOON = Date.UTC(2026, 10, 24, 12, 0);
export const DAY_MS = 86_400_000;

export function newLine(over: Partial<CartLine> & { lineId: string }): CartLine {
  return {
    productId: `p-${over.lineId}`,
    merchantId: '1',
    categoryIds: [],
    unitPriceMinor: 1000,
    quantity: 1,
    ...over,
  };
}

/** One line per price: l1, l2, … */
export function cartOf(...pricesMinor: number[]): Cart {
  return newCart({
    lines: pricesMinor.map((unitPriceMinor, i) => newLine({ lineId: `l${i + 1}`, unitPriceMinor })),
  });
}

export function newCart(over: Partial<Cart> = {}): Cart {
  return { currency: 'EUR', lines: [newLine({ lineId: 'l1' })], shippingMinor: 0, ...over };
}

export function newContext(over: Partial<PricingContext> = {}): PricingContext {
  return { now: NOON, firstOrder: false, userTags: [], channel: null, paymentMethod: null, ...over };
}

export function rebate(content: RebateContent, ruleId = '10'): Rule {
  return { ruleId, currency: 'EUR', type: RuleType.Rebate, content };
}

export function discount(content: DiscountContent, ruleId = '20'): Rule {
  return { ruleId, currency: 'EUR', type: RuleType.Discount, content };
}

export function promotion(content: PromotionContent, ruleId = '30'): Rule {
  return { ruleId, currency: 'EUR', type: RuleType.Promotion, content };
}

export function newCoupon(rule: Rule, over: Partial<CandidateCoupon> = {}): CandidateCoupon {
  return {
    couponId: '1',
    merchantId: null,
    rule,
    validFrom: NOON - DAY_MS,
    validUntil: NOON + DAY_MS,
    ...over,
  };
}

/** One coupon per rule, ids 1, 2, … */
export function couponsOf(...rules: Rule[]): CandidateCoupon[] {
  return rules.map((rule, i) => newCoupon(rule, { couponId: String(i + 1) }));
}

export const inGroup = (group: string) => ({ stacking: { mode: 'group', group } as const });
export const exclusive = { stacking: { mode: 'exclusive' } as const };
