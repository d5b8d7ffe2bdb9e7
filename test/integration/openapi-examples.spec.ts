import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { ImportUsers } from '../../src/modules/audience';
import { insertForEveryone } from '../../src/modules/notify/infra/inbox-rows';
import { UnsubscribeLinks } from '../../src/modules/notify/infra/unsubscribe-links';
import { startApi, type TestApi } from '../support/api';
import { createBatch, createRule, publishBatch } from '../support/batches';
import { claimCoupon, newOffer, newProducts } from '../support/checkout';
import { batchWithCodes } from '../support/codes';
import { checkedFetch } from '../support/contract/checked-fetch';
import { type RequestExample, requestExamples, withIds } from '../support/contract/examples';
import { distribute } from '../support/distributions';
import { createTemplate, sendMessage } from '../support/messages';
import { SANDBOX_WEBHOOK_SECRET } from '../support/servers/environment';
import { merchantToken, platformToken, serviceToken, userToken } from '../support/tokens';

const DOCUMENT = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8'));
const EXAMPLES = requestExamples(DOCUMENT);
const USER = '1001';
const OTHER_USER = '1002';
const TOKENS: Record<string, string> = {
  merchant: merchantToken(),
  platform: platformToken(),
  user: userToken(USER),
  service: serviceToken('shop'),
};

/** What has to be there before the example can be answered as documented. */
interface Prepared {
  /** Ids of what was made, by the names of parameters and fields: they stand in for those of the example. */
  ids?: Record<string, unknown>;
  /** Of the body as it is sent. */
  headers?(body: string): Record<string, string>;
}
type SetUp = (example: RequestExample) => Promise<Prepared>;

let api: TestApi;
let url: string;
let productId: string;

beforeAll(async () => {
  api = await startApi({
    PUBLIC_URL: 'https://shop.example',
    UNSUBSCRIBE_SECRETS: 'a-secret-of-the-links-for-tests-0123456789',
  });
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
  productId = (await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!;
  for (const userId of [USER, OTHER_USER]) await good('PUT', `/v1/audience/users/${userId}`, 'platform', {});
  for (const kind of ['tags', 'groups']) {
    await good('POST', `/v1/audience/${kind}`, 'platform', { code: 'vip', name: 'Our best customers' });
  }
});
afterAll(() => api.stop());

async function good(method: string, path: string, role: string, body?: unknown) {
  const reply = await api.call(method, path, { token: TOKENS[role], body });
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}

const withBatch =
  (overrides: object = {}): SetUp =>
  async () => ({ ids: { batchId: await publishBatch(api, overrides as Record<string, unknown>) } });
const withDraft: SetUp = async () => {
  const batchId = await createBatch(api);
  return { ids: { batchId, ruleId: await createRule(api) } };
};
const withPaused: SetUp = async () => {
  const batchId = await publishBatch(api);
  await good('POST', `/v1/batches/${batchId}/pause`, 'merchant');
  return { ids: { batchId } };
};
const withRule: SetUp = async () => ({ ids: { ruleId: await createRule(api) } });

/** Coupons of the user, from a batch of their own. */
const newCouponId = async (): Promise<string> => claimCoupon(api, await newOffer(api.database), USER);

async function newDistribution(status?: string): Promise<Prepared> {
  const batchId = await publishBatch(api);
  const body = { batchId, selection: { userIds: [USER, OTHER_USER] } };
  const distributionId = await distribute(api, body);
  if (status) {
    await api.database.change('UPDATE distribution SET status = ? WHERE distribution_id = ?', [
      ['scheduled', 'running', 'paused', 'cancelling', 'cancelled', 'done', 'exhausted'].indexOf(status),
      distributionId,
    ]);
  }
  return { ids: { distributionId } };
}
const withDistribution =
  (status?: string): SetUp =>
  () =>
    newDistribution(status);

async function newOrder(methodToken?: string): Promise<string> {
  const body = { items: [{ productId, quantity: 2 }] };
  const { orderId } = await good('POST', '/v1/orders', 'user', body);
  if (methodToken) await good('POST', `/v1/orders/${orderId}/payments`, 'user', { methodToken });
  return orderId;
}
const withOrder =
  (methodToken?: string): SetUp =>
  async () => ({ ids: { orderId: await newOrder(methodToken) } });

const withRefund: SetUp = async () => {
  const orderId = await newOrder('sandbox_ok');
  const { refundId } = await good('POST', `/v1/orders/${orderId}/refunds`, 'merchant', { whole: true });
  await api.database.change('UPDATE refund SET status = 2 WHERE refund_id = ?', [refundId]);
  return { ids: { orderId, refundId } };
};

const withCodes: SetUp = async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 10 });
  return { ids: { batchId, code: codes[0] } };
};

let locks = 0;
const withLock: SetUp = async () => {
  const orderNo = `SO-2026-1000${++locks}`;
  const couponIds = [await newCouponId()];
  await good('POST', '/v1/coupon-locks', 'service', { orderNo, userId: USER, couponIds });
  return { ids: { orderNo } };
};

const newMessage = (): Promise<string> => sendMessage(api, { userIds: [USER] }, { token: merchantToken() });

const withInboxItem: SetUp = async () => {
  const messageId = await newMessage();
  const insert = () => api.database.transaction((tx) => insertForEveryone(tx, messageId, new Date()));
  const inboxId = await insert();
  return { ids: { inboxId, untilInboxId: inboxId } };
};

const withDeadDelivery: SetUp = async () => {
  const now = new Date();
  const messageId = await newMessage();
  await api.database.change(
    `INSERT INTO notify_delivery (message_id, user_id, channel, status, attempts, created_at, updated_at)
     VALUES (?, ?, 1, 2, 8, ?, ?)`,
    [messageId, USER, now, now],
  );
  const row = await api.database.row<{ delivery_id: string }>(
    'SELECT delivery_id FROM notify_delivery WHERE message_id = ?',
    [messageId],
  );
  return { ids: { deliveryId: row!.delivery_id } };
};

const withImport: SetUp = async () => {
  const { importId } = await goodCsv('/v1/audience/imports', exampleOf('imports.import').body as string);
  return { ids: { importId } };
};

/** An import of the example's file whose connection was lost. */
const withBrokenImport: SetUp = async ({ body }) => {
  let importId = '';
  async function* broken() {
    yield String(body).slice(0, -10);
    throw new Error('connection lost');
  }
  const onBegin = (id: string) => {
    importId = id;
  };
  const run = api.app.get(ImportUsers).execute({ role: 'platform', id: 'test' }, broken(), { onBegin });
  await run.catch(() => undefined);
  return { ids: { importId } };
};

async function goodCsv(path: string, body: string) {
  const headers = { 'content-type': 'text/csv' };
  const reply = await api.call('POST', path, { token: platformToken(), body, headers });
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
  return reply.body;
}

/** The code is free. */
const withoutLabel =
  (kind: string): SetUp =>
  async () => {
    await api.call('DELETE', `/v1/audience/${kind}/vip`, { token: platformToken() });
    return {};
  };
const withLabel =
  (kind: string): SetUp =>
  async () => {
    const body = { code: 'vip', name: 'VIP' };
    await api.call('POST', `/v1/audience/${kind}`, { token: platformToken(), body });
    return {};
  };

const withWebhook: SetUp = async () => {
  const orderId = await newOrder('sandbox_slow_ok');
  const { payments } = await good('GET', `/v1/orders/${orderId}`, 'user');
  const at = new Date();
  const headers = (body: string) => ({
    'webhook-id': 'msg_example',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(SANDBOX_WEBHOOK_SECRET).sign('msg_example', at, body),
  });
  const [{ paymentId: reference }] = payments;
  const charge = await api.database.row<{ id: string }>(
    'SELECT provider_payment_id AS id FROM payment WHERE payment_id = ?',
    [reference],
  );
  return { ids: { reference, providerPaymentId: charge!.id }, headers };
};

/** The link of an e-mail to the user. */
const withLink: SetUp = async () => ({
  ids: { token: api.app.get(UnsubscribeLinks, { strict: false }).urlFor(USER).split('/').at(-1) },
});

/** By operation. Those that are not listed need nothing but what beforeAll makes. */
const SET_UPS: Record<string, SetUp> = {
  'tags.create': withoutLabel('tags'),
  'tags.one': withLabel('tags'),
  'tags.rename': withLabel('tags'),
  'tags.delete': withLabel('tags'),
  'tags.add': withLabel('tags'),
  'tags.remove': withLabel('tags'),
  'groups.create': withoutLabel('groups'),
  'groups.one': withLabel('groups'),
  'groups.rename': withLabel('groups'),
  'groups.delete': withLabel('groups'),
  'groups.add': withLabel('groups'),
  'groups.remove': withLabel('groups'),
  'preview.preview': withLabel('tags'),
  'users.one': async () => ({ ids: { userId: USER } }),
  'imports.one': withImport,
  'imports.rejects': withImport,
  'imports.resume': withBrokenImport,
  'rules.get': withRule,
  'rules.change': withRule,
  'rules.createVersion': withRule,
  'batches.create': withRule,
  'batches.get': withDraft,
  'batches.change': withDraft,
  'batches.addUsers': withBatch({ audience: 'listed' }),
  'batchLifecycle.publish': withDraft,
  'batchLifecycle.pause': withBatch(),
  'batchLifecycle.resume': withPaused,
  'batchLifecycle.end': withBatch(),
  'batchLifecycle.extend': withBatch(),
  'batchLifecycle.stock': withBatch(),
  'batchLifecycle.budget': async () => ({
    ids: { batchId: await newOffer(api.database, { budgetMinor: 500_000 }) },
  }),
  'claims.claim': withBatch(),
  'issues.issue': withBatch(),
  'issues.revokeBatch': withPaused,
  'issues.revoke': async () => ({ ids: { couponId: await newCouponId() } }),
  'issues.operation': async () => {
    const paused = await withPaused(exampleOf('issues.revokeBatch'));
    const path = `/v1/batches/${paused.ids!.batchId}/revocations`;
    return { ids: { operationId: (await good('POST', path, 'merchant')).operationId } };
  },
  'batchCodes.generate': withBatch({ codeMode: 'unique' }),
  'batchCodes.counts': withCodes,
  'batchCodes.generations': withCodes,
  'batchCodes.word': withBatch({ codeMode: 'shared' }),
  'batchCodes.export': withCodes,
  'batchCodes.revoke': withCodes,
  'codes.redeem': withCodes,
  'codes.preview': withCodes,
  'codes.one': withCodes,
  'checkout.quote': async () => ({ ids: { productId } }),
  'catalogue.product': async () => ({ ids: { productId } }),
  'order.create': async () => ({ ids: { productId } }),
  'order.get': withOrder(),
  'order.cancel': withOrder(),
  'order.pay': withOrder(),
  'refund.list': withOrder('sandbox_ok'),
  'refund.create': withOrder('sandbox_ok'),
  'refund.preview': withOrder('sandbox_ok'),
  'refund.retry': withRefund,
  'paymentWebhooks.receive': withWebhook,
  'externalHolds.try': async () => ({ ids: { couponIds: [await newCouponId()] } }),
  'externalHolds.get': withLock,
  'externalHolds.cancel': withLock,
  'externalHolds.confirm': withLock,
  'distributions.create': async () => {
    await withLabel('tags')(exampleOf('tags.create'));
    return { ids: { batchId: await publishBatch(api) } };
  },
  'distributions.get': withDistribution(),
  'distributions.cancel': withDistribution(),
  'distributions.events': withDistribution('cancelled'),
  'distributions.pause': withDistribution('running'),
  'distributions.resume': withDistribution('paused'),
  'distributions.retry': withDistribution('exhausted'),
  'templates.get': async () => ({ ids: { templateId: await createTemplate(api, {}, merchantToken()) } }),
  'messages.create': async () => {
    await withLabel('tags')(exampleOf('tags.create'));
    return { ids: { templateId: await createTemplate(api, {}, merchantToken()) } };
  },
  'messages.get': async () => ({ ids: { messageId: await newMessage() } }),
  'unsubscribe.ask': withLink,
  'unsubscribe.refuse': withLink,
  'inbox.readOne': withInboxItem,
  'inbox.readAll': withInboxItem,
  'deliveries.retry': withDeadDelivery,
};

function exampleOf(operationId: string): RequestExample {
  const found = EXAMPLES.find((example) => example.operationId === operationId);
  if (!found) throw new Error(`${operationId} is no operation`);
  return found;
}

/** The body and how its type is named. */
function encoded(
  type: string | undefined,
  body: unknown,
): [text: string | undefined, type: string | undefined] {
  if (body === undefined || typeof body === 'string') return [body, type];
  const fields = Object.entries(body as object).map(([name, value]) => [name, String(value)] as const);
  if (type === 'application/x-www-form-urlencoded')
    return [new URLSearchParams(Object.fromEntries(fields)).toString(), type];
  if (type !== 'multipart/form-data') return [JSON.stringify(body), type];
  const parts = fields.map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return [`${parts.join('')}--x--\r\n`, `${type}; boundary=x`];
}

test('set-ups are of operations that there are', () => {
  expect(
    Object.keys(SET_UPS).filter((id) => !EXAMPLES.some(({ operationId }) => operationId === id)),
  ).toEqual([]);
});

test.each(EXAMPLES.map((example) => [example.title, example] as const))(
  'the example of %s is answered as the document says',
  async (_, example) => {
    const { ids = {}, headers } = (await SET_UPS[example.operationId]?.(example)) ?? {};
    const path = example.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
      String(ids[name] ?? example.parameters[name]),
    );
    const role = ['merchant', 'user', 'platform', 'service'].find((one) => example.roles.includes(one));
    const asked = withIds(example.body, ids);
    const [body, contentType] = encoded(example.contentType, asked);
    const type: Record<string, string> = contentType ? { 'content-type': contentType } : {};
    const abort = new AbortController();
    const query = new URLSearchParams(example.query);
    const reply = await checkedFetch(`${url}${path}?${query}`, {
      method: example.method,
      headers: {
        ...(role ? { authorization: `Bearer ${TOKENS[role]}` } : {}),
        ...type,
        ...headers?.(body ?? ''),
      },
      body,
      signal: abort.signal,
    });
    const isStream = reply.headers.get('content-type')?.startsWith('text/event-stream');
    // The answer is there to be seen with a failure.
    const text = isStream ? '' : await reply.text();
    abort.abort();
    expect({ status: example.statuses.includes(reply.status), text }).toEqual({ status: true, text });
  },
);
