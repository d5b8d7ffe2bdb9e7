/**
 * An order.
 *
 *     awaiting payment ── pay ──────────► paid ── refund ──► refunded
 *       │   └─ cancel ──► cancelled        ▲
 *       └─ timeOut ─────► timed out ── payLate
 *
 * Its user cancels; a scan of due orders times out; what the payment provider says pays; the refund of the last unit refunds.
 * Each is a compare-and-set on `orders.status` in the transaction that moves the coupons along (`infra/move-state.ts`).
 */

/** `orders.status`. */
export const OrderStatus = { AwaitingPayment: 0, Paid: 1, Cancelled: 2, TimedOut: 3, Refunded: 4 } as const;
export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

/** As the API names them, by status. */
export const ORDER_STATUS_NAMES = ['awaiting_payment', 'paid', 'cancelled', 'timed_out', 'refunded'] as const;
export type OrderStatusName = (typeof ORDER_STATUS_NAMES)[number];

/** Statuses of an order that counts when a user's first order is looked for. */
export const LIVE_ORDER_STATUSES: readonly OrderStatus[] = [OrderStatus.AwaitingPayment, OrderStatus.Paid];

/** Every change of state that an order can make. There is no other. */
export const ORDER_TRANSITIONS = {
  /** Confirm. */
  pay: { from: OrderStatus.AwaitingPayment, to: OrderStatus.Paid },
  /** A payment that was begun in time and succeeded after the time-out, with coupons that were still free. */
  payLate: { from: OrderStatus.TimedOut, to: OrderStatus.Paid },
  cancel: { from: OrderStatus.AwaitingPayment, to: OrderStatus.Cancelled },
  timeOut: { from: OrderStatus.AwaitingPayment, to: OrderStatus.TimedOut },
  /** All its units came back: to its user, and to what their first order is, as if they had never bought. */
  refund: { from: OrderStatus.Paid, to: OrderStatus.Refunded },
} as const satisfies Record<string, { from: OrderStatus; to: OrderStatus }>;
export type OrderTransition = keyof typeof ORDER_TRANSITIONS;
