import type { CandidateCoupon, PricingContext, Reason } from '../pricing.types';
import type { Conditions } from '../terms/rule-content';
import { formatLocalTime, isInsideWindow, localTimeAt } from './local-time';

/** Reasons that lie in the coupon's own validity, [validFrom, validUntil). */
export function checkWindow(coupon: CandidateCoupon, nowMs: number): Reason[] {
  const reasons: Reason[] = [];
  if (nowMs < coupon.validFrom) {
    reasons.push({ code: 'NOT_YET_VALID', validFrom: coupon.validFrom });
  }
  if (nowMs >= coupon.validUntil) {
    reasons.push({ code: 'EXPIRED', validUntil: coupon.validUntil });
  }
  return reasons;
}

/** Every condition of the rule that the buyer or the moment fails. */
export function checkConditions(conditions: Conditions, context: PricingContext): Reason[] {
  return [
    ...checkFirstOrder(conditions, context),
    ...checkUserTags(conditions, context),
    ...checkChannel(conditions, context),
    ...checkPaymentMethod(conditions, context),
    ...checkLocalTime(conditions, context),
  ];
}

function checkFirstOrder(conditions: Conditions, context: PricingContext): Reason[] {
  return conditions.firstOrder === true && !context.firstOrder ? [{ code: 'NOT_FIRST_ORDER' }] : [];
}

function checkUserTags({ userTags }: Conditions, context: PricingContext): Reason[] {
  if (userTags === undefined) {
    return [];
  }
  const has = (tag: string) => context.userTags.includes(tag);
  const { anyOf = [], allOf = [], noneOf = [] } = userTags;
  const missingAnyOf = anyOf.some(has) ? [] : anyOf;
  const missingAllOf = allOf.filter((tag) => !has(tag));
  const forbidden = noneOf.filter(has);
  const failed = missingAnyOf.length + missingAllOf.length + forbidden.length;
  return failed > 0 ? [{ code: 'USER_TAGS_NOT_MET', missingAnyOf, missingAllOf, forbidden }] : [];
}

function checkChannel({ channels }: Conditions, context: PricingContext): Reason[] {
  if (channels === undefined || (context.channel !== null && channels.includes(context.channel))) {
    return [];
  }
  return [{ code: 'CHANNEL_NOT_ALLOWED', allowed: channels, actual: context.channel }];
}

function checkPaymentMethod({ paymentMethods }: Conditions, context: PricingContext): Reason[] {
  if (paymentMethods === undefined) {
    return [];
  }
  if (context.paymentMethod === null) {
    return [{ code: 'PAYMENT_METHOD_NOT_CHOSEN', allowed: paymentMethods }];
  }
  if (paymentMethods.includes(context.paymentMethod)) {
    return [];
  }
  return [{ code: 'PAYMENT_METHOD_NOT_ALLOWED', allowed: paymentMethods, actual: context.paymentMethod }];
}

function checkLocalTime({ localTime }: Conditions, context: PricingContext): Reason[] {
  if (localTime === undefined) {
    return [];
  }
  const local = localTimeAt(context.now, localTime.timeZone);
  if (localTime.windows.some((window) => isInsideWindow(local, window))) {
    return [];
  }
  return [{ code: 'OUTSIDE_LOCAL_TIME', timeZone: localTime.timeZone, localTime: formatLocalTime(local) }];
}
