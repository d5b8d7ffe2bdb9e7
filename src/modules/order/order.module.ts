import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { CONFIG } from '../../config/config';
import { CouponTermsModule } from '../batch';
import { CouponUseModule } from '../coupon';
import { AskProvider } from './application/ask-provider';
import { CloseCouponLocks } from './application/close-coupon-locks';
import { CloseOrders } from './application/close-orders';
import { ConfirmCouponLock } from './application/confirm-coupon-lock';
import { ConfirmPayments } from './application/confirm-payments';
import { CreateOrder } from './application/create-order';
import { FindCouponLock } from './application/find-coupon-lock';
import { ImportCatalogue } from './application/import-catalogue';
import { PayOrder } from './application/pay-order';
import { PaymentProvider } from './application/payment-provider';
import { PriceCheckout } from './application/price-checkout';
import { QuoteCheckout } from './application/quote-checkout';
import { ReadCatalogue } from './application/read-catalogue';
import { ReadCategoryLines } from './application/read-category-lines';
import { ReadOrders } from './application/read-orders';
import { ReadRefunds } from './application/read-refunds';
import { ReceiveCallback } from './application/receive-callback';
import { RefundOrder } from './application/refund-order';
import { RetryRefund } from './application/retry-refund';
import { SendRefunds } from './application/send-refunds';
import { SettlePayment } from './application/settle-payment';
import { ShippingRates } from './application/shipping-rates';
import { TryCouponLock } from './application/try-coupon-lock';
import { UnpaidOrderJobs } from './application/unpaid-order-jobs';
import { ImportCatalogueCommand } from './cli/import-catalogue.command';
import { RefundOrderCommand } from './cli/refund-order.command';
import { RetryRefundCommand } from './cli/retry-refund.command';
import { CatalogueController } from './http/catalogue.controller';
import { CheckoutController } from './http/checkout.controller';
import { CouponLockController } from './http/coupon-lock.controller';
import { OrderController } from './http/order.controller';
import { PaymentWebhooksController } from './http/payment-webhooks.controller';
import { RefundController } from './http/refund.controller';
import { ShippingController } from './http/shipping.controller';
import { choosePaymentProvider } from './infra/choose-payment-provider';
import { SandboxProvider } from './infra/sandbox/sandbox-provider';
import { OrderScans } from './jobs/order-scans';
import { SandboxCallbacks } from './jobs/sandbox-callbacks';
import { UnpaidOrderProcessor } from './jobs/unpaid-order.processor';
import { UNPAID_ORDER_QUEUE, UnpaidOrderQueue } from './jobs/unpaid-order.queue';

/** Products and categories. */
@Module({
  providers: [ImportCatalogue, ReadCatalogue, ShippingRates],
  exports: [ImportCatalogue, ReadCatalogue, ShippingRates],
})
export class CatalogueModule {}

/** What happens to orders and payments after they were begun, whichever process it happens in. */
@Module({
  imports: [CouponTermsModule],
  providers: [
    AskProvider,
    CloseCouponLocks,
    CloseOrders,
    ConfirmPayments,
    SettlePayment,
    SendRefunds,
    SandboxProvider,
    { provide: PaymentProvider, inject: [CONFIG, SandboxProvider], useFactory: choosePaymentProvider },
  ],
  exports: [
    AskProvider,
    CloseCouponLocks,
    CloseOrders,
    PaymentProvider,
    SettlePayment,
    SendRefunds,
    SandboxProvider,
  ],
})
export class OrderModule {}

/** Refunds that somebody decides. */
@Module({
  imports: [CouponTermsModule, CouponUseModule, OrderModule],
  providers: [ReadRefunds, RefundOrder, RetryRefund],
  exports: [ReadRefunds, RefundOrder, RetryRefund],
})
export class RefundModule {}

@Module({
  imports: [
    BullModule.registerQueue({ name: UNPAID_ORDER_QUEUE }),
    CouponTermsModule,
    CouponUseModule,
    CatalogueModule,
    OrderModule,
    RefundModule,
  ],
  providers: [
    TryCouponLock,
    ConfirmCouponLock,
    FindCouponLock,
    CreateOrder,
    PayOrder,
    PriceCheckout,
    QuoteCheckout,
    ReadCategoryLines,
    ReadOrders,
    ReceiveCallback,
    { provide: UnpaidOrderJobs, useClass: UnpaidOrderQueue },
  ],
  controllers: [
    CatalogueController,
    CheckoutController,
    CouponLockController,
    OrderController,
    PaymentWebhooksController,
    RefundController,
    ShippingController,
  ],
})
export class OrderHttpModule {}

@Module({
  imports: [BullModule.registerQueue({ name: UNPAID_ORDER_QUEUE }), OrderModule],
  providers: [UnpaidOrderProcessor, OrderScans, SandboxCallbacks],
})
export class OrderWorkerModule {}

/** Orders as commands. */
@Module({ providers: [ImportCatalogueCommand, RefundOrderCommand, RetryRefundCommand] })
export class OrderCliModule {}
