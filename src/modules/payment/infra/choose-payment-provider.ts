import type { Config } from '../../../config/config';
import type { PaymentProvider } from '../application/payment-provider';
import type { SandboxProvider } from './sandbox/sandbox-provider';

/** The one provider of an installation, by PAYMENT_PROVIDER. Payments of another one wait until it is set up again. */
export function choosePaymentProvider(config: Config, sandbox: SandboxProvider): PaymentProvider {
  if (config.PAYMENT_PROVIDER === 'sandbox') return sandbox;
  // Loaded only where it is used: Stripe's package is as large as everything else that a command loads of ours.
  const { StripeProvider } = require('./stripe/stripe-provider') as typeof import('./stripe/stripe-provider');
  return new StripeProvider({
    apiKey: config.STRIPE_API_KEY!,
    webhookSecrets: config.STRIPE_WEBHOOK_SECRETS,
    apiUrl: config.STRIPE_API_URL,
  });
}
