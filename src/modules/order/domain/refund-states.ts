/**
 * A refund of money through the payment provider.
 *
 *     due ── finish ──► done
 *      │▲
 *      │└─ retry ──┐
 *      └─ giveUp ──► failed
 *
 * A job sends what is due until the provider has done it or refuses for good; the platform retries what failed.
 */

/** `refund.status`. A refund of nothing (an order of zero) is done from the start. */
export const RefundStatus = { Due: 0, Done: 1, Failed: 2 } as const;
export type RefundStatus = (typeof RefundStatus)[keyof typeof RefundStatus];
export const REFUND_STATUS_NAMES = ['processing', 'done', 'failed'] as const;
export type RefundStatusName = (typeof REFUND_STATUS_NAMES)[number];

/** `refund.reason`. */
export const RefundReason = { OrderClosed: 0, PaidTwice: 1, WrongAmount: 2, Returned: 3 } as const;
export type RefundReason = (typeof RefundReason)[keyof typeof RefundReason];
export const REFUND_REASON_NAMES = ['order_closed', 'paid_twice', 'wrong_amount', 'returned'] as const;

/** Every change of state that a refund can make. */
export const REFUND_TRANSITIONS = {
  finish: { from: RefundStatus.Due, to: RefundStatus.Done },
  /** The provider refuses for good, or every try is used up: somebody has to look. */
  giveUp: { from: RefundStatus.Due, to: RefundStatus.Failed },
  /** Somebody looked, and wants it tried again. */
  retry: { from: RefundStatus.Failed, to: RefundStatus.Due },
} as const satisfies Record<string, { from: RefundStatus; to: RefundStatus }>;
export type RefundTransition = keyof typeof REFUND_TRANSITIONS;
