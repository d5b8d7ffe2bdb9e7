import { Module } from '@nestjs/common';
import { CONFIG } from '../../config/config';
import { PaymentProvider } from './application/payment-provider';
import { choosePaymentProvider } from './infra/choose-payment-provider';
import { SandboxProvider } from './infra/sandbox/sandbox-provider';

/** The provider that moves the money of this installation. */
@Module({
  providers: [
    SandboxProvider,
    { provide: PaymentProvider, inject: [CONFIG, SandboxProvider], useFactory: choosePaymentProvider },
  ],
  exports: [PaymentProvider, SandboxProvider],
})
export class PaymentModule {}
