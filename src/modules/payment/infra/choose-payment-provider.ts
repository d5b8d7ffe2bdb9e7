import type { Config } from '../../../config/config';
import type { PaymentProvider } from '../application/payment-provider';
import type { SandboxProvider } from './sandbox/sandbox-provider';
import { StripeProvider } from './stripe/stripe-provider';

/** The one provider of an installation, by PAYMENT_PROVIDER. Payments of another one wait until it is set up again. */
export function choosePaymentProvider(config: Config, sandbox: SandboxProvider): PaymentProvider {
  if (config.PAYMENT_PROVIDER === 'sandbox') return sandbox;
  return new StripeProvider({
    apiKey: config.STRIPE_API_KEY!,
    webhookSecrets: config.STRIPE_WEBHOOK_SECRETS,
    apiUrl: config.STRIPE_API_URL,
  });
}
