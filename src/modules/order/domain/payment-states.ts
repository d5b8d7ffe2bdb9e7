/**
 * A payment of an order.
 *
 *     created ── wait ──► pending
 *       │ ├─ succeed ◄───────┤ ──► succeeded
 *       │ └─ decline ◄───────┘ ──► declined ── succeed ──► succeeded
 *
 * The provider's answer, its callback, or a scan that asks it again decides; whichever comes first moves it, the others find it
 * moved.
 */

/** `payment.status`. */
export const PaymentStatus = { Created: 0, Pending: 1, Succeeded: 2, Declined: 3 } as const;
export type PaymentStatus = (typeof PaymentStatus)[keyof typeof PaymentStatus];

/** As the API names them, by status. To the caller, created and pending are the same: no answer yet. */
export const PAYMENT_STATUS_NAMES = ['processing', 'processing', 'succeeded', 'declined'] as const;

/** Every change of state that a payment can make: the provider decides, we only follow. */
export const PAYMENT_TRANSITIONS = {
  /** The provider has it and does not know the outcome yet. */
  wait: { from: [PaymentStatus.Created], to: PaymentStatus.Pending },
  /** Also from declined: what the provider took counts, whatever was concluded before. */
  succeed: {
    from: [PaymentStatus.Created, PaymentStatus.Pending, PaymentStatus.Declined],
    to: PaymentStatus.Succeeded,
  },
  decline: { from: [PaymentStatus.Created, PaymentStatus.Pending], to: PaymentStatus.Declined },
} as const satisfies Record<string, { from: readonly PaymentStatus[]; to: PaymentStatus }>;
export type PaymentTransition = keyof typeof PAYMENT_TRANSITIONS;

/** The provider may still take the money: it was asked, and has not said yes or no. */
export function isUndecided(status: PaymentStatus): boolean {
  return status === PaymentStatus.Created || status === PaymentStatus.Pending;
}
