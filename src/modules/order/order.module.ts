import { Module } from '@nestjs/common';
import { QueueModule } from '../../platform/queue';
import { BatchModule } from '../batch';
import { CatalogueModule } from '../catalogue';
import { CouponModule } from '../coupon';
import { PaymentModule } from '../payment';
import { CreateOrder } from './application/checkout/create-order';
import { PriceCheckout } from './application/checkout/price-checkout';
import { QuoteCheckout } from './application/checkout/quote-checkout';
import { CloseOrders } from './application/close-orders';
import { CloseExternalHolds } from './application/external-holds/close-external-holds';
import { ConfirmExternalHold } from './application/external-holds/confirm-external-hold';
import { FindExternalHold } from './application/external-holds/find-external-hold';
import { TryExternalHold } from './application/external-holds/try-external-hold';
import { ApplyChargeResult } from './application/payments/apply-charge-result';
import { ChargePayment } from './application/payments/charge-payment';
import { ConfirmPaidOrders } from './application/payments/confirm-paid-orders';
import { PayOrder } from './application/payments/pay-order';
import { ReceiveCallback } from './application/payments/receive-callback';
import { ReadOrders } from './application/read-orders';
import { ReadRefunds } from './application/refunds/read-refunds';
import { RefundOrder } from './application/refunds/refund-order';
import { RetryRefund } from './application/refunds/retry-refund';
import { SendRefunds } from './application/refunds/send-refunds';
import { UnpaidOrderJobs } from './application/unpaid-order-jobs';
import { CheckoutController } from './http/checkout.controller';
import { ExternalHoldsController } from './http/external-hold.controller';
import { OrderController } from './http/order.controller';
import { PaymentWebhooksController } from './http/payment-webhooks.controller';
import { RefundController } from './http/refund.controller';
import { OrderScans } from './jobs/order-scans';
import { UnpaidOrderProcessor } from './jobs/unpaid-order.processor';
import { UNPAID_ORDER_QUEUE, UnpaidOrderQueue } from './jobs/unpaid-order.queue';

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

/** Checkout, orders, payments and refunds over HTTP. */
@Module({
  imports: [
    QueueModule.forQueue(UNPAID_ORDER_QUEUE),
    BatchModule,
    CouponModule,
    CatalogueModule,
    PaymentModule,
    OrderModule,
  ],
  providers: [
    TryExternalHold,
    ConfirmExternalHold,
    FindExternalHold,
    CreateOrder,
    PayOrder,
    PriceCheckout,
    QuoteCheckout,
    ReadOrders,
    ReceiveCallback,
    { provide: UnpaidOrderJobs, useClass: UnpaidOrderQueue },
  ],
  controllers: [
    CheckoutController,
    ExternalHoldsController,
    OrderController,
    PaymentWebhooksController,
    RefundController,
  ],
})
export class OrderHttpModule {}

/** Carries out jobs and due scans. */
@Module({
  imports: [QueueModule.forQueue(UNPAID_ORDER_QUEUE), OrderModule],
  providers: [UnpaidOrderProcessor, OrderScans],
})
export class OrderWorkerModule {}
