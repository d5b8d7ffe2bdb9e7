import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CatalogueModule } from '../catalogue';
import { CouponModule } from '../coupon';
import { PaymentModule } from '../payment';
import { AskProvider } from './application/ask-provider';
import { CloseCouponLocks } from './application/close-coupon-locks';
import { CloseOrders } from './application/close-orders';
import { ConfirmCouponLock } from './application/confirm-coupon-lock';
import { ConfirmPayments } from './application/confirm-payments';
import { CreateOrder } from './application/create-order';
import { FindCouponLock } from './application/find-coupon-lock';
import { PayOrder } from './application/pay-order';
import { PriceCheckout } from './application/price-checkout';
import { QuoteCheckout } from './application/quote-checkout';
import { ReadOrders } from './application/read-orders';
import { ReadRefunds } from './application/read-refunds';
import { ReceiveCallback } from './application/receive-callback';
import { RefundOrder } from './application/refund-order';
import { RetryRefund } from './application/retry-refund';
import { SendRefunds } from './application/send-refunds';
import { SettlePayment } from './application/settle-payment';
import { TryCouponLock } from './application/try-coupon-lock';
import { UnpaidOrderJobs } from './application/unpaid-order-jobs';
import { RefundOrderCommand } from './cli/refund-order.command';
import { RetryRefundCommand } from './cli/retry-refund.command';
import { CheckoutController } from './http/checkout.controller';
import { CouponLockController } from './http/coupon-lock.controller';
import { OrderController } from './http/order.controller';
import { PaymentWebhooksController } from './http/payment-webhooks.controller';
import { RefundController } from './http/refund.controller';
import { OrderScans } from './jobs/order-scans';
import { UnpaidOrderProcessor } from './jobs/unpaid-order.processor';
import { UNPAID_ORDER_QUEUE, UnpaidOrderQueue } from './jobs/unpaid-order.queue';

const actions = [
  AskProvider,
  CloseCouponLocks,
  CloseOrders,
  ConfirmPayments,
  SettlePayment,
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
    TryCouponLock,
    ConfirmCouponLock,
    FindCouponLock,
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
    CouponLockController,
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

/** Orders as commands. */
@Module({ providers: [RefundOrderCommand, RetryRefundCommand] })
export class OrderCliModule {}
