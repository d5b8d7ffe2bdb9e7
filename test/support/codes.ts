import type { Reply, TestApi } from './api';
import { publishBatch } from './batches';
import { merchantToken, userToken } from './tokens';

/** Publishes a batch and gives it unique codes. @returns its id, and its codes by their serials minus one */
export async function batchWithCodes(
  api: TestApi,
  { count, prefix = '', ...overrides }: { count: number; prefix?: string } & Record<string, unknown>,
  token = merchantToken(),
): Promise<{ batchId: string; codes: string[] }> {
  const batchId = await publishBatch(api, { codeMode: 'unique', ...overrides }, token);
  const made = await api.call('POST', `/v1/batches/${batchId}/code-generations`, {
    token,
    body: { count, prefix },
  });
  if (made.status !== 201) throw new Error(`no codes: ${made.text}`);
  return { batchId, codes: await exportCodes(api, batchId, token) };
}

/** All codes of a batch, in the order of their serials. */
export async function exportCodes(api: TestApi, batchId: string, token = merchantToken()): Promise<string[]> {
  const { status, text } = await api.call('GET', `/v1/batches/${batchId}/codes.csv`, { token });
  if (status !== 200) throw new Error(`no export: ${text}`);
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[1]!);
}

/** Publishes a batch that is got with a word. @returns its id */
export async function batchWithWord(
  api: TestApi,
  word: string,
  overrides: Record<string, unknown> = {},
  token = merchantToken(),
): Promise<string> {
  const batchId = await publishBatch(api, { codeMode: 'shared', ...overrides }, token);
  const set = await api.call('POST', `/v1/batches/${batchId}/code-words`, { token, body: { word } });
  if (set.status !== 201) throw new Error(`no word: ${set.text}`);
  return batchId;
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
type AnyReply = Reply<any>;

/**
 * A user redeems a code, from an address of their own unless told otherwise: so the API has to be started with one proxy in front of
 * it, or all wrong codes of a test are from one address.
 */
export function redeem(
  api: TestApi,
  userId: number | string,
  code: string,
  {
    key,
    merchantId,
    address = addressOf(Number(userId)),
  }: { key?: string; merchantId?: string; address?: string } = {},
): Promise<AnyReply> {
  return api.call('POST', '/v1/codes/redemptions', {
    token: userToken(userId),
    body: merchantId === undefined ? { code } : { code, merchantId },
    headers: {
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      'x-forwarded-for': address,
    },
  });
}

export const addressOf = (userId: number): string =>
  `10.${(userId >> 16) & 255}.${(userId >> 8) & 255}.${userId & 255}`;
