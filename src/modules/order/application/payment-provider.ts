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
}

export interface ChargeRequest {
  /** Our payment id. The provider must treat a second charge with the same reference as the first. */
  reference: string;
  amountMinor: number;
  currency: string;
  /** The provider's token for the card or account. */
  methodToken: string;
}

export interface RefundRequest {
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

/**
 * A company that moves money. Every call is repeatable by its reference, may fail with an unknown outcome, and is never
 * made inside a transaction. What it reports by itself (a callback) comes in as a ProviderCharge as well.
 */
export abstract class PaymentProvider {
  /** As stored with each payment, at most 20 characters. */
  abstract readonly name: string;
  abstract charge(request: ChargeRequest): Promise<ProviderCharge>;
  /** @returns undefined when the provider has never heard of it */
  abstract find(reference: string): Promise<ProviderCharge | undefined>;
  abstract refund(request: RefundRequest): Promise<RefundResult>;
}

/** A provider that does not answer is as good as one that is away. */
export function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the provider did not answer in time')), PROVIDER_TIMEOUT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
