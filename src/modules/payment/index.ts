/** The module's only door: other modules import from here and from nowhere deeper. */

export {
  PaymentProvider,
  type ProviderCallback,
  type ProviderCharge,
  type RefundResult,
  withTimeout,
} from './application/payment-provider';
export { SandboxProvider } from './infra/sandbox/sandbox-provider';
export { PaymentModule } from './payment.module';
