import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CatalogueModule } from '../catalogue';
import { CouponModule } from '../coupon';
import { PaymentModule } from '../payment';
import { ApplyChargeResult } from './application/apply-charge-result';
import { ChargePayment } from './application/charge-payment';
import { CloseExternalHolds } from './application/close-external-holds';
import { CloseOrders } from './application/close-orders';
import { ConfirmExternalHold } from './application/confirm-external-hold';
import { ConfirmPaidOrders } from './application/confirm-paid-orders';
import { CreateOrder } from './application/create-order';
import { FindExternalHold } from './application/find-external-hold';
import { PayOrder } from './application/pay-order';
import { PriceCheckout } from './application/price-checkout';
import { QuoteCheckout } from './application/quote-checkout';
import { ReadOrders } from './application/read-orders';
import { ReadRefunds } from './application/read-refunds';
import { ReceiveCallback } from './application/receive-callback';
import { RefundOrder } from './application/refund-order';
import { RetryRefund } from './application/retry-refund';
import { SendRefunds } from './application/send-refunds';
import { TryExternalHold } from './application/try-external-hold';
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
    BullModule.registerQueue({ name: UNPAID_ORDER_QUEUE }),
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
  imports: [BullModule.registerQueue({ name: UNPAID_ORDER_QUEUE }), OrderModule],
  providers: [UnpaidOrderProcessor, OrderScans],
})
export class OrderWorkerModule {}
