import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CouponModule } from '../coupon';
import { PaymentModule } from '../payment';
import { CloseOrders } from './application/close-orders';
import { CloseExternalHolds } from './application/external-holds/close-external-holds';
import { ApplyChargeResult } from './application/payments/apply-charge-result';
import { ChargePayment } from './application/payments/charge-payment';
import { ConfirmPaidOrders } from './application/payments/confirm-paid-orders';
import { ReadRefunds } from './application/refunds/read-refunds';
import { RefundOrder } from './application/refunds/refund-order';
import { RetryRefund } from './application/refunds/retry-refund';
import { SendRefunds } from './application/refunds/send-refunds';

const actions = [
  ChargePayment,
  CloseExternalHolds,
  CloseOrders,
  ConfirmPaidOrders,
  ApplyChargeResult,
  SendRefunds,
  ReadRefunds,
  RefundOrder,
  RetryRefund,
];

/** What happens to orders and payments after they were begun, whichever process it happens in. */
@Module({ imports: [BatchModule, CouponModule, PaymentModule], providers: actions, exports: actions })
export class OrderModule {}
