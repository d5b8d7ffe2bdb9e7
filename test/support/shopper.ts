import type { Reply, TestApi } from './api';
import { userToken } from './tokens';

// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
type AnyReply = Reply<any>;

/** A user at the checkout. */
export interface Shopper {
  userId: number;
  call(method: string, url: string, body?: unknown, key?: string): Promise<AnyReply>;
  order(body: object, key?: string): Promise<AnyReply>;
  pay(orderId: string, methodToken?: string, key?: string): Promise<AnyReply>;
  cancel(orderId: string): Promise<AnyReply>;
  get(orderId: string): Promise<AnyReply>;
}

let lastUser = 10_000;

/** A user that no test had before. */
export function newShopper(api: Pick<TestApi, 'call'>): Shopper {
  const userId = ++lastUser;
  const token = userToken(userId);
  const call = (method: string, url: string, body?: unknown, key?: string) =>
    api.call(method, url, { token, body, headers: key ? { 'idempotency-key': key } : {} });
  return {
    userId,
    call,
    order: (body, key) => call('POST', '/v1/orders', body, key),
    pay: (orderId, methodToken = 'sandbox_ok', key) =>
      call('POST', `/v1/orders/${orderId}/payments`, { methodToken }, key),
    cancel: (orderId) => call('POST', `/v1/orders/${orderId}/cancel`),
    get: (orderId) => call('GET', `/v1/orders/${orderId}`),
  };
}

/** Codes (or statuses, where there is none) with how often they came. */
export function countCodes(replies: readonly Reply<{ code?: string }>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const code = body?.code ?? String(status);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
