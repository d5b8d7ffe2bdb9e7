import { randomUUID } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { AppError } from '../../../../shared/errors';
import type { ProviderCallback, ProviderCharge } from '../../application/payment-provider';

/** A webhook ready to be sent. */
export interface SignedWebhook {
  headers: Record<string, string>;
  body: string;
}

const TYPE = 'charge.updated';
const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/**
 * Signs a charge as a webhook in the Standard Webhooks format (HMAC-SHA256 over id, time and body).
 * @param secrets the first one signs
 */
export function signWebhook(charge: ProviderCharge, secrets: readonly string[], now: Date): SignedWebhook {
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify({ type: TYPE, timestamp: now.toISOString(), data: charge });
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secrets[0]!).sign(id, now, body),
    },
    body,
  };
}

/**
 * Checks signature and age (five minutes either way) of a webhook and reads its charge.
 * @param secrets any of them may have signed it, so that a secret can be changed without losing webhooks
 * @returns undefined for an event of another type
 * @throws AppError WEBHOOK_UNVERIFIED; MALFORMED_BODY for a signed body that is no charge
 */
export function readWebhook(
  { headers, body }: ProviderCallback,
  secrets: readonly string[],
): ProviderCharge | undefined {
  const signed = Object.fromEntries(HEADERS.map((name) => [name, String(headers[name] ?? '')]));
  if (!secrets.some((secret) => isSignedWith(secret, body, signed))) throw new AppError('WEBHOOK_UNVERIFIED');
  const event = parse(body);
  if (event.type !== TYPE) return undefined;
  if (!isCharge(event.data)) throw new AppError('MALFORMED_BODY');
  return event.data;
}

function isSignedWith(secret: string, body: Buffer, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

function parse(body: Buffer): { type?: unknown; data?: unknown } {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, as any other body that can't be read.
  }
  throw new AppError('MALFORMED_BODY');
}

function isCharge(value: unknown): value is ProviderCharge {
  const charge = value as Partial<ProviderCharge> | null;
  return (
    typeof charge?.reference === 'string' &&
    /^\d{1,18}$/.test(charge.reference) &&
    typeof charge.providerPaymentId === 'string' &&
    ['pending', 'succeeded', 'declined'].includes(charge.state as string) &&
    Number.isSafeInteger(charge.amountMinor) &&
    typeof charge.currency === 'string' &&
    (charge.declineCode === null || typeof charge.declineCode === 'string')
  );
}
