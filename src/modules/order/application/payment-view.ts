import { PAYMENT_STATUS_NAMES } from '../domain/payment-states';
import { REFUND_REASON_NAMES, REFUND_STATUS_NAMES } from '../domain/refund-states';
import type { Payment } from '../infra/payment-rows';
import type { Refund } from '../infra/refund-rows';
import { type MoneyView, moneyIn } from './money-view';

export interface RefundView {
  refundId: string;
  paymentId: string;
  status: (typeof REFUND_STATUS_NAMES)[number];
  reason: (typeof REFUND_REASON_NAMES)[number];
  amount: MoneyView;
}

export interface PaymentView {
  paymentId: string;
  orderId: string;
  status: (typeof PAYMENT_STATUS_NAMES)[number];
  amount: MoneyView;
  /** Why it was declined, as the provider names it. */
  declineCode: string | null;
}

export function toPaymentView(payment: Payment): PaymentView {
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    status: PAYMENT_STATUS_NAMES[payment.status],
    amount: moneyIn(payment.currency)(payment.amountMinor),
    declineCode: payment.declineCode,
  };
}

export function toRefundView(refund: Refund): RefundView {
  return {
    refundId: refund.refundId,
    paymentId: refund.paymentId,
    status: REFUND_STATUS_NAMES[refund.status],
    reason: REFUND_REASON_NAMES[refund.reason],
    amount: moneyIn(refund.currency)(refund.amountMinor),
  };
}
