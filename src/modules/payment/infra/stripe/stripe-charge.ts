import type Stripe from 'stripe';
import type { ChargeRequest, ProviderCharge } from '../../application/payment-provider';

/** Keys of the metadata that tie Stripe's objects to ours. */
export const PAYMENT_ID = 'payment_id';
export const REFUND_ID = 'refund_id';

export type Intent = Pick<
  Stripe.PaymentIntent,
  | 'id'
  | 'status'
  | 'amount'
  | 'amount_received'
  | 'currency'
  | 'metadata'
  | 'client_secret'
  | 'last_payment_error'
>;

const STATES: Record<Stripe.PaymentIntent.Status, ProviderCharge['state']> = {
  succeeded: 'succeeded',
  canceled: 'declined',
  requires_payment_method: 'declined',
  processing: 'pending',
  requires_action: 'pending',
  requires_capture: 'pending',
  requires_confirmation: 'pending',
};

/** @returns undefined for an intent that we didn't make */
export function toCharge(intent: Intent): ProviderCharge | undefined {
  const reference = intent.metadata?.[PAYMENT_ID];
  if (reference === undefined || !/^\d{1,18}$/.test(reference)) return undefined;
  const state = STATES[intent.status] ?? 'pending';
  const failure = intent.last_payment_error;
  return {
    reference,
    providerPaymentId: intent.id,
    state,
    amountMinor: state === 'succeeded' ? intent.amount_received : intent.amount,
    currency: intent.currency.toUpperCase(),
    declineCode:
      state === 'declined' ? (failure?.decline_code ?? failure?.code ?? intent.status).slice(0, 60) : null,
    clientSecret: intent.status === 'requires_action' ? intent.client_secret : null,
  };
}

/** A charge that Stripe refused to make, so that it has no id of its own. */
export function refusedCharge(
  { reference, amountMinor, currency }: ChargeRequest,
  declineCode: string,
): ProviderCharge {
  const providerPaymentId = `refused_${reference}`;
  return { reference, providerPaymentId, state: 'declined', amountMinor, currency, declineCode };
}
