import { formatMinor } from '../../../shared/money';
import type { Application } from '../cart/apply-terms';
import type { Candidate } from '../cart/terms-on-cart';
import { type Measured, promisedPercent } from '../conditions/measure-threshold';
import type { ExplanationStep, GiftLine, PricingStep } from '../pricing.types';
import type { Benefit } from '../terms/rule-terms';

interface Story {
  readonly code: ExplanationStep['code'];
  readonly figures: Readonly<Record<string, number>>;
  readonly text: string;
}

/** What was there when a coupon was applied. */
export interface StepBase {
  readonly measured: Measured;
  /** Left on the lines in scope before this coupon. */
  readonly scopeLeftMinor: number;
  readonly sets: number;
}

const STEP_NAMES: Readonly<Record<PricingStep, string>> = {
  lineOffer: 'line offers',
  orderPercent: 'percentages',
  orderFixed: 'fixed amounts',
  shipping: 'shipping',
};

/** Says in figures and in one English sentence what a coupon did, to which lines, and why it came to that amount. */
export function explainStep(
  { coupon, onCart }: Candidate,
  base: StepBase,
  applied: Application,
  scopeLineIds: readonly string[],
): ExplanationStep {
  const { step, benefit } = onCart.terms;
  const money = (amountMinor: number) => formatMinor(amountMinor, coupon.rule.currency);
  const story = tell(benefit, base, applied, money);
  const where = `${scopeLineIds.length} line(s) in scope, ${money(base.scopeLeftMinor)} left on them`;
  return {
    couponId: coupon.couponId,
    step,
    code: story.code,
    lineIds: scopeLineIds,
    figures: {
      scopeLeftMinor: base.scopeLeftMinor,
      measuredMinor: base.measured.amountMinor,
      measuredQuantity: base.measured.quantity,
      ...story.figures,
    },
    text: `Coupon ${coupon.couponId} (${STEP_NAMES[step]}; ${where}): ${story.text}.`,
  };
}

function tell(
  benefit: Benefit,
  base: StepBase,
  applied: Application,
  money: (minor: number) => string,
): Story {
  const { discountMinor, shippingDiscountMinor, giftValueMinor } = applied;
  switch (benefit.kind) {
    case 'rebate':
      return tellRebate(benefit, base, discountMinor, money);
    case 'percent':
      return tellPercent(benefit, base, discountMinor, money);
    case 'buyXGetY':
      return {
        code: 'BUY_X_GET_Y',
        figures: {
          discountMinor,
          sets: base.sets,
          buyQuantity: benefit.buyQuantity,
          getQuantity: benefit.getQuantity,
          percentBp: benefit.percentBp,
        },
        text:
          `${base.sets} set(s) of ${benefit.buyQuantity} bought and ${benefit.getQuantity} got at ` +
          `${percent(benefit.percentBp)} off take off ${money(discountMinor)}, shared over the whole sets`,
      };
    case 'freeItem':
      return {
        code: 'FREE_ITEM',
        figures: { giftValueMinor, quantity: benefit.quantity },
        text: `adds ${benefit.quantity} × product ${benefit.productId} at no charge, worth ${money(giftValueMinor)}`,
      };
    default:
      return {
        code: 'FREE_SHIPPING',
        figures: { shippingDiscountMinor },
        text: `takes ${money(shippingDiscountMinor)} off shipping`,
      };
  }
}

function tellRebate(
  benefit: Benefit & { kind: 'rebate' },
  { measured }: StepBase,
  discountMinor: number,
  money: (minor: number) => string,
): Story {
  const reached = `${money(measured.amountMinor)} and ${measured.quantity} unit(s)`;
  if (benefit.every !== null) {
    const { amountMinor, maxRepeats } = benefit.every;
    const repeats = Math.min(Math.floor(measured.amountMinor / amountMinor), maxRepeats);
    return {
      code: 'REBATE_PER_EVERY',
      figures: { discountMinor, repeats, everyMinor: amountMinor },
      text: `${repeats} time(s) ${money(amountMinor)} reached, takes off ${money(discountMinor)}`,
    };
  }
  return {
    code: benefit.laddered ? 'REBATE_TIER' : 'FIXED_REBATE',
    figures: { discountMinor },
    text: `${reached} reached, takes off ${money(discountMinor)}`,
  };
}

function tellPercent(
  benefit: Benefit & { kind: 'percent' },
  { measured, scopeLeftMinor }: StepBase,
  discountMinor: number,
  money: (minor: number) => string,
): Story {
  const percentBp = promisedPercent(benefit, measured);
  const capped = discountMinor === benefit.capMinor ? `, capped at ${money(benefit.capMinor)}` : '';
  return {
    code: benefit.laddered ? 'PERCENT_TIER' : 'PERCENT_OFF',
    figures: { discountMinor, percentBp },
    text: `${percent(percentBp)} of ${money(scopeLeftMinor)} takes off ${money(discountMinor)}${capped}`,
  };
}

/** 2500 → "25 %", 1250 → "12.5 %" */
function percent(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

/** The line that a free item adds; none for any other benefit. */
export function giftsOf({ coupon, onCart }: Candidate): GiftLine[] {
  const { benefit } = onCart.terms;
  if (benefit.kind !== 'freeItem') {
    return [];
  }
  const { productId, quantity, unitValueMinor } = benefit;
  return [{ couponId: coupon.couponId, merchantId: coupon.merchantId, productId, quantity, unitValueMinor }];
}
