import { remainingMs } from '../../../platform/deadline';

/** What a provider says about one charge. Amounts are what it really took or would take. */
export interface ProviderCharge {
  /** Our payment id, under which it was asked. */
  reference: string;
  providerPaymentId: string;
  state: 'pending' | 'succeeded' | 'declined';
  amountMinor: number;
  currency: string;
  /** Why it was declined, as the provider names it. */
  declineCode: string | null;
  /** Of a pending charge that the payers must confirm themselves: what the provider's library in the browser needs for it. */
  clientSecret?: string | null;
}

export interface ChargeRequest {
  /** Our payment id. The provider must treat a second charge with the same reference as the first. */
  reference: string;
  amountMinor: number;
  currency: string;
  /** The provider's token for the card or account. */
  methodToken: string;
}

export interface FindRequest {
  /** Our payment id. */
  reference: string;
  /** The provider's, as far as it ever told. */
  providerPaymentId: string | null;
  /** When the charge was asked for. */
  askedAt: Date;
}

/** A request that claims to come from the provider. */
export interface ProviderCallback {
  /** With names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Exactly as it arrived: the signature covers every byte. */
  body: Buffer;
}

export interface ProviderRefundRequest {
  /** Our refund id. The provider must treat a second refund with the same reference as the first. */
  reference: string;
  /** The payment that it gives back, by our id and the provider's. */
  paymentReference: string;
  providerPaymentId: string;
  amountMinor: number;
  currency: string;
}

/** `refused`: it never will; anything that may pass by itself is thrown instead. */
export type RefundResult = { state: 'done'; providerRefundId: string } | { state: 'refused'; reason: string };

/** How long a provider may take to answer. Past it the outcome is unknown, and the due scan asks again. */
const PROVIDER_TIMEOUT_MS = 10_000;
/** What is kept back of the time of a request that waits for it: to note what is known by then. */
const NOTE_MS = 2_000;

/**
 * A company that moves money. Every call is repeatable by its reference, may fail with an unknown outcome, and is never
 * made inside a transaction. What it reports by itself (a callback) comes in as a ProviderCharge as well.
 */
export abstract class PaymentProvider {
  /** As stored with each payment, at most 20 characters. */
  abstract readonly name: string;
  abstract charge(request: ChargeRequest): Promise<ProviderCharge>;
  /** @returns undefined when the provider has never heard of it */
  abstract find(request: FindRequest): Promise<ProviderCharge | undefined>;
  /**
   * Reads what the provider reports by itself, after its signature and its age were found good.
   * @returns undefined when it is about something that is none of ours
   * @throws AppError WEBHOOK_UNVERIFIED
   */
  abstract readCallback(callback: ProviderCallback): ProviderCharge | undefined;
  abstract refund(request: ProviderRefundRequest): Promise<RefundResult>;
}

/** A provider that does not answer is as good as one that is away. */
export function withTimeout<T>(answer: Promise<T>): Promise<T> {
  const limitMs = Math.max(0, Math.min(PROVIDER_TIMEOUT_MS, remainingMs() - NOTE_MS));
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the provider did not answer in time')), limitMs);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
