import Stripe from 'stripe';
import { AppError } from '../../../../shared/errors';
import {
  type ChargeRequest,
  type FindRequest,
  PaymentProvider,
  type ProviderCallback,
  type ProviderCharge,
  type ProviderRefundRequest,
  type RefundResult,
} from '../../application/payment-provider';
import { type Intent, PAYMENT_ID, REFUND_ID, refusedCharge, toCharge } from './stripe-charge';

/** Two tries of this length fit into the time that a provider is given. */
const TIMEOUT_MS = 4_000;
const NETWORK_RETRIES = 1;
const WEBHOOK_TOLERANCE_SECONDS = 300;
/** How far Stripe's clock and ours, and the sending of a charge, may be apart from the time we noted. */
const CREATED_BEFORE_SECONDS = 5 * 60;
const CREATED_AFTER_SECONDS = 60 * 60;
const FIND_PAGE = 100;

export interface StripeSettings {
  apiKey: string;
  /** Any of them may have signed a webhook. */
  webhookSecrets: readonly string[];
  /** Where the API is, if not at Stripe: a proxy, or a stand-in for tests. */
  apiUrl?: string;
}

/**
 * Stripe, by payment intents that are confirmed on the server. Each intent carries our payment id in its metadata and our
 * idempotency key, so a charge that is asked twice is made once. Amounts are Stripe's minor units, which are ISO 4217's for
 * every currency but a few three-decimal ones, whose last digit Stripe wants to be 0.
 */
export class StripeProvider extends PaymentProvider {
  readonly name = 'stripe';
  private readonly stripe: Stripe;
  private readonly webhookSecrets: readonly string[];

  constructor({ apiKey, webhookSecrets, apiUrl }: StripeSettings) {
    super();
    const api = apiUrl === undefined ? undefined : new URL(apiUrl);
    this.stripe = new Stripe(apiKey, {
      timeout: TIMEOUT_MS,
      maxNetworkRetries: NETWORK_RETRIES,
      telemetry: false,
      ...(api && {
        host: api.hostname,
        port: api.port,
        protocol: api.protocol === 'http:' ? ('http' as const) : ('https' as const),
      }),
    });
    this.webhookSecrets = webhookSecrets;
  }

  async charge(request: ChargeRequest): Promise<ProviderCharge> {
    const { reference, amountMinor, currency, methodToken } = request;
    try {
      const intent = await this.stripe.paymentIntents.create(
        {
          amount: amountMinor,
          currency: currency.toLowerCase(),
          payment_method: methodToken,
          confirm: true,
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          metadata: { [PAYMENT_ID]: reference },
        },
        { idempotencyKey: `payment-${reference}` },
      );
      return toCharge(intent) ?? refusedCharge(request, 'unknown');
    } catch (error) {
      const refused = refusalOf(error, request);
      if (refused) return refused;
      throw error;
    }
  }

  /** By Stripe's id, or among the intents of that time: the search API lags behind, and a list doesn't. */
  async find({ reference, providerPaymentId, askedAt }: FindRequest): Promise<ProviderCharge | undefined> {
    if (providerPaymentId?.startsWith('pi_')) {
      return toCharge(await this.stripe.paymentIntents.retrieve(providerPaymentId));
    }
    const askedAtSeconds = Math.floor(askedAt.getTime() / 1000);
    const created = {
      gte: askedAtSeconds - CREATED_BEFORE_SECONDS,
      lte: askedAtSeconds + CREATED_AFTER_SECONDS,
    };
    for await (const intent of this.stripe.paymentIntents.list({ created, limit: FIND_PAGE })) {
      if (intent.metadata[PAYMENT_ID] === reference) return toCharge(intent);
    }
    return undefined;
  }

  /** Looks first: an idempotency key is forgotten after a while, a refund is not. */
  async refund({ reference, providerPaymentId, amountMinor }: ProviderRefundRequest): Promise<RefundResult> {
    if (!providerPaymentId.startsWith('pi_')) return { state: 'refused', reason: 'unknown_charge' };
    const refund =
      (await this.findRefund(providerPaymentId, reference)) ??
      (await this.stripe.refunds
        .create(
          {
            payment_intent: providerPaymentId,
            amount: amountMinor,
            metadata: { [REFUND_ID]: reference },
          },
          { idempotencyKey: `refund-${reference}` },
        )
        .catch(refusedRefund));
    if ('state' in refund) return refund;
    if (refund.status === 'succeeded') return { state: 'done', providerRefundId: refund.id };
    if (refund.status === 'failed' || refund.status === 'canceled') {
      return { state: 'refused', reason: refund.failure_reason ?? refund.status };
    }
    throw new Error(`the refund is ${refund.status} at Stripe`);
  }

  private async findRefund(paymentIntent: string, reference: string): Promise<Stripe.Refund | undefined> {
    for await (const refund of this.stripe.refunds.list({
      payment_intent: paymentIntent,
      limit: FIND_PAGE,
    })) {
      if (refund.metadata?.[REFUND_ID] === reference) return refund;
    }
    return undefined;
  }

  readCallback({ headers, body }: ProviderCallback): ProviderCharge | undefined {
    const event = this.verify(body, String(headers['stripe-signature'] ?? ''));
    return event.type.startsWith('payment_intent.') ? toCharge(event.data.object as Intent) : undefined;
  }

  private verify(body: Buffer, signature: string): Stripe.Event {
    for (const secret of this.webhookSecrets) {
      try {
        return this.stripe.webhooks.constructEvent(body, signature, secret, WEBHOOK_TOLERANCE_SECONDS);
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) {
          throw new AppError('MALFORMED_BODY', { cause: error });
        }
      }
    }
    throw new AppError('WEBHOOK_UNVERIFIED');
  }
}

/** What Stripe answers by an error but surely decided. Everything else leaves the outcome unknown. */
function refusalOf(error: unknown, request: ChargeRequest): ProviderCharge | undefined {
  if (error instanceof Stripe.errors.StripeCardError) {
    const intent = error.payment_intent as Intent | undefined;
    const code = error.decline_code ?? error.code ?? 'card_error';
    return (intent && toCharge(intent)) ?? refusedCharge(request, code);
  }
  const ofMethod =
    error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'payment_method';
  return ofMethod ? refusedCharge(request, error.code ?? 'invalid_method') : undefined;
}

function refusedRefund(error: unknown): RefundResult {
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    return { state: 'refused', reason: error.code ?? 'invalid_request' };
  }
  throw error;
}
