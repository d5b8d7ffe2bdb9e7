import type { Reply, TestApi } from './api';
import { serviceToken } from './tokens';

// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
type AnyReply = Reply<any>;

/** An order system outside, as one client of the API. */
export interface OrderSystem {
  try(body: { orderNo: string } & Record<string, unknown>): Promise<AnyReply>;
  confirm(orderNo: string): Promise<AnyReply>;
  cancel(orderNo: string): Promise<AnyReply>;
  get(orderNo: string): Promise<AnyReply>;
}

export function newOrderSystem(api: Pick<TestApi, 'call'>, clientId: string): OrderSystem {
  const token = serviceToken(clientId);
  const at = (orderNo: string) => `/v1/coupon-locks/${orderNo}`;
  return {
    try: (body) => api.call('POST', '/v1/coupon-locks', { token, body }),
    confirm: (orderNo) => api.call('POST', `${at(orderNo)}/confirm`, { token }),
    cancel: (orderNo) => api.call('POST', `${at(orderNo)}/cancel`, { token }),
    get: (orderNo) => api.call('GET', at(orderNo), { token }),
  };
}

/** A cart of one line at 12.50 of merchant 7, unless told otherwise. */
export const outsideCart = (line: object = {}, cart: object = {}) => ({
  currency: 'USD',
  lines: [{ productId: '555', merchantId: '7', unitPriceMinor: 1_250, quantity: 1, ...line }],
  ...cart,
});
