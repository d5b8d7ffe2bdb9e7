import { PAYMENT_STATUS_NAMES } from '../../domain/payment-states';
import type { Payment } from '../../infra/payment-rows';
import { type MoneyView, moneyIn } from '../money-view';

export interface PaymentView {
  paymentId: string;
  orderId: string;
  status: (typeof PAYMENT_STATUS_NAMES)[number];
  amount: MoneyView;
  /** Why it was declined, as the provider names it. */
  declineCode: string | null;
  /** What the provider's library in the browser needs for the payer to confirm a `processing` payment; else null. */
  clientSecret: string | null;
}

export function toPaymentView(payment: Payment, clientSecret: string | null = null): PaymentView {
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    status: PAYMENT_STATUS_NAMES[payment.status],
    amount: moneyIn(payment.currency)(payment.amountMinor),
    declineCode: payment.declineCode,
    clientSecret,
  };
}
