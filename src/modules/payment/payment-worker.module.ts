import { Module } from '@nestjs/common';
import { SandboxCallbacks } from './infra/sandbox/sandbox-callbacks';
import { PaymentModule } from './payment.module';

/** Plays the part of the sandbox's company. */
@Module({ imports: [PaymentModule], providers: [SandboxCallbacks] })
export class PaymentWorkerModule {}
