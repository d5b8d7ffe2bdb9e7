import { Module } from '@nestjs/common';
import { QueueModule } from '../../platform/queue';
import { BatchModule } from '../batch';
import { CatalogueModule } from '../catalogue';
import { CouponModule } from '../coupon';
import { PaymentModule } from '../payment';
import { CreateOrder } from './application/checkout/create-order';
import { PriceCheckout } from './application/checkout/price-checkout';
import { QuoteCheckout } from './application/checkout/quote-checkout';
import { ConfirmExternalHold } from './application/external-holds/confirm-external-hold';
import { FindExternalHold } from './application/external-holds/find-external-hold';
import { TryExternalHold } from './application/external-holds/try-external-hold';
import { PayOrder } from './application/payments/pay-order';
import { ReceiveCallback } from './application/payments/receive-callback';
import { ReadOrders } from './application/read-orders';
import { UnpaidOrderJobs } from './application/unpaid-order-jobs';
import { CheckoutController } from './http/checkout.controller';
import { ExternalHoldsController } from './http/external-hold.controller';
import { OrderController } from './http/order.controller';
import { PaymentWebhooksController } from './http/payment-webhooks.controller';
import { RefundController } from './http/refund.controller';
import { UNPAID_ORDER_QUEUE, UnpaidOrderQueue } from './jobs/unpaid-order.queue';
import { OrderModule } from './order.module';

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
