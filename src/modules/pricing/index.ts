/** The module's only door: other modules import from here and from nowhere deeper. */

export type { Gift } from './benefits/benefit';
export type { PromotionOffer } from './benefits/benefit-table';
export type { BuyXGetYOffer } from './benefits/buy-x-get-y';
export type { DiscountLadder, DiscountTier, PercentDiscount } from './benefits/discount';
export type { FreeItemOffer } from './benefits/free-item';
export type { FreeShippingOffer } from './benefits/free-shipping';
export { giftOf } from './benefits/gift-of';
export { largestBenefitMinor } from './benefits/largest-benefit';
export type { FixedRebate, RebateLadder, RebateTier } from './benefits/rebate';
export { MAX_COUPONS_IN_SET } from './cart/cart-view';
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
export { type ReasonView, toReasonView } from './reason-view';
export { planRefund, type RefundInput, type RefundPlan } from './refund/plan-refund';
export {
  type Conditions,
  type DiscountContent,
  type Exclusions,
  type LocalTimeWindow,
  type PromotionContent,
  type RebateContent,
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
