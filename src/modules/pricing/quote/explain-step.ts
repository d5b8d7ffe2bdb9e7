import { formatMinor } from '../../../shared/money';
import type { Occasion } from '../benefits/benefit';
import type { Candidate } from '../cart/terms-on-cart';
import type { ExplanationStep, PricingStep } from '../pricing.types';

const STEP_NAMES: Readonly<Record<PricingStep, string>> = {
  lineOffer: 'line offers',
  orderPercent: 'percentages',
  orderFixed: 'fixed amounts',
  shipping: 'shipping',
};

/** Says in figures and in one English sentence what a coupon does, to which lines, and why it comes to that amount. */
export function explainStep(
  { coupon, onCart }: Candidate,
  occasion: Occasion,
  lineIds: readonly string[],
): ExplanationStep {
  const { step } = onCart.terms;
  const { measured, scopeLeftMinor } = occasion;
  const money = (amountMinor: number) => formatMinor(amountMinor, coupon.rule.currency);
  const story = onCart.benefit.explain(occasion, money);
  const where = `${lineIds.length} line(s) in scope, ${money(scopeLeftMinor)} left on them`;
  return {
    couponId: coupon.couponId,
    step,
    code: story.code,
    lineIds,
    figures: {
      scopeLeftMinor,
      measuredMinor: measured.amountMinor,
      measuredQuantity: measured.quantity,
      ...story.figures,
    },
    text: `Coupon ${coupon.couponId} (${STEP_NAMES[step]}; ${where}): ${story.text}.`,
  };
}
