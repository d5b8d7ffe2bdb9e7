/** The module's only door: other modules import from here and from nowhere deeper. */

export { largestBenefitMinor } from './benefits/largest-benefit';
export { checkWindow } from './conditions/check-conditions';
export type {
  AppliedCoupon,
  CandidateCoupon,
  Cart,
  CartLine,
  CouponVerdict,
  ExplanationStep,
  GiftLine,
  LineShare,
  PricedCart,
  PricedLine,
  PricedTotals,
  PriceWithResult,
  PricingContext,
  PricingStep,
  Quote,
  Reason,
  ReasonCode,
  TaxMode,
} from './pricing.types';
export { priceWith } from './quote/price-with';
export { quote } from './quote/quote';
export { planRefund, type RefundInput, type RefundPlan } from './refund/plan-refund';
export {
  type BuyXGetYOffer,
  type Conditions,
  type DiscountContent,
  type DiscountLadder,
  type DiscountTier,
  type Exclusions,
  type FixedRebate,
  type FreeItemOffer,
  type FreeShippingOffer,
  type LocalTimeWindow,
  type PercentDiscount,
  type PromotionContent,
  type PromotionOffer,
  type RebateContent,
  type RebateLadder,
  type RebateTier,
  type RefundMode,
  type Rule,
  type RuleContent,
  type RuleTermsContent,
  RuleType,
  type Scope,
  type Stacking,
  type Threshold,
  type ThresholdOn,
} from './terms/rule-content';
