import type { TestApi } from './api';
import { merchantToken } from './tokens';

const DAY_MS = 86_400_000;
/** The instant so many days from now, as RFC 3339. */
export const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

/** The body of a rule: spend 100.00, get 20.00 off. */
export const newRule = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Spend 100.00, get 20.00 off',
  type: 0,
  currency: 'USD',
  ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
  ...overrides,
});

/** The body of a batch that is open now: 100 coupons, one per user, valid for 30 days from getting. */
export const newBatch = (
  ruleId: string,
  overrides: Record<string, unknown> = {},
): Record<string, unknown> => ({
  couponName: 'Autumn: 20.00 off',
  ruleId,
  totalCount: 100,
  perUserLimit: 1,
  claimFrom: inDays(-1),
  claimUntil: inDays(10),
  validDays: 30,
  remindDays: [3, 1],
  ...overrides,
});

/** Creates a rule over the API. @returns its id */
export async function createRule(api: TestApi, token = merchantToken(), overrides = {}): Promise<string> {
  const reply = await api.call('POST', '/v1/rules', { token, body: newRule(overrides) });
  if (reply.status !== 201) throw new Error(`no rule: ${reply.text}`);
  return reply.body.ruleId;
}

/** Creates a draft over the API, with a rule of its own unless one is given. @returns its id */
export async function createBatch(
  api: TestApi,
  overrides: Record<string, unknown> = {},
  token = merchantToken(),
): Promise<string> {
  const ruleId = (overrides.ruleId as string | undefined) ?? (await createRule(api, token));
  const reply = await api.call('POST', '/v1/batches', { token, body: newBatch(ruleId, overrides) });
  if (reply.status !== 201) throw new Error(`no batch: ${reply.text}`);
  return reply.body.batchId;
}

/** Creates and publishes a batch over the API. @returns its id */
export async function publishBatch(
  api: TestApi,
  overrides: Record<string, unknown> = {},
  token = merchantToken(),
): Promise<string> {
  const batchId = await createBatch(api, overrides, token);
  const reply = await api.call('POST', `/v1/batches/${batchId}/publish`, { token });
  if (reply.status !== 200) throw new Error(`not published: ${reply.text}`);
  return batchId;
}
