import { Webhook } from 'standardwebhooks';
import { CloseOrders } from '../../../src/modules/order/application/close-orders';
import { SandboxProvider } from '../../../src/modules/payment/infra/sandbox/sandbox-provider';
import type { SignedWebhook } from '../../../src/modules/payment/infra/sandbox/sandbox-webhooks';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, couponFacts, findViolations, newOffer, newProducts } from '../../support/checkout';
import { SANDBOX_WEBHOOK_SECRET } from '../../support/servers/environment';
import { newShopper, type Shopper } from '../../support/shopper';
import { until } from '../../support/until';

const NEW_SECRET = `whsec_${Buffer.from('the secret that was rolled in 001').toString('base64')}`;
let api: TestApi;
let productId: string;
let batchId: string;
let shopper: Shopper;

beforeAll(async () => {
  api = await startApi({ SANDBOX_WEBHOOK_SECRETS: `${NEW_SECRET},${SANDBOX_WEBHOOK_SECRET}` });
  productId = (await newProducts(api, [{ sku: 'MUG', priceMinor: 2_500 }])).MUG!;
  batchId = await newOffer(api.database);
});
afterAll(() => api.stop());
beforeEach(() => {
  shopper = newShopper(api);
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));

/** An order whose payment is pending, and the webhook that tells its end. */
async function pending(method = 'sandbox_slow_ok') {
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  const order = await shopper.order({ items: [{ productId, quantity: 1 }], couponIds: [couponId] });
  const { orderId } = order.body;
  expect((await shopper.pay(orderId, method)).status).toBe(202);
  const webhook = await until('the webhook is due', async () => {
    const [first] = await api.app.get(SandboxProvider).takeCallbacks();
    return first;
  });
  return { orderId, couponId, webhook };
}

const post = (webhook: { headers: Record<string, string>; body: unknown }, provider = 'sandbox') =>
  api.call('POST', `/v1/payment-webhooks/${provider}`, webhook);

/** The same report, signed in another way. */
function signAgain(
  { body }: SignedWebhook,
  { secret = SANDBOX_WEBHOOK_SECRET, at = new Date(), id = 'msg_1' } = {},
) {
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  };
}

test('a signed webhook pays the order without any token; repeated and at once, it pays it once', async () => {
  const { orderId, couponId, webhook } = await pending();
  const replies = await Promise.all(Array.from({ length: 20 }, () => post(webhook)));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([204]));
  expect((await shopper.get(orderId)).body).toMatchObject({ status: 'paid', refunds: [] });
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
});

test('either of two secrets is good while one is being rolled; a third is not', async () => {
  const { orderId, webhook } = await pending();
  const stranger = `whsec_${Buffer.from('a secret that nobody gave us 0001').toString('base64')}`;
  expect((await post(signAgain(webhook, { secret: stranger }))).status).toBe(401);
  expect((await shopper.get(orderId)).body.status).toBe('awaiting_payment');
  expect((await post(signAgain(webhook, { secret: SANDBOX_WEBHOOK_SECRET }))).status).toBe(204);
  expect((await post(signAgain(webhook, { secret: NEW_SECRET }))).status).toBe(204);
  expect((await shopper.get(orderId)).body.status).toBe('paid');
});

test('what was sent over five minutes ago, or from the future, is not believed', async () => {
  const { orderId, webhook } = await pending();
  for (const minutes of [-6, 6]) {
    const at = new Date(Date.now() + minutes * 60_000);
    expect(await post(signAgain(webhook, { at }))).toMatchObject({
      status: 401,
      body: { code: 'WEBHOOK_UNVERIFIED' },
    });
  }
  expect((await shopper.get(orderId)).body.status).toBe('awaiting_payment');
});

test('a changed body, a changed id, and missing headers are not believed', async () => {
  const { orderId, webhook } = await pending();
  const { headers, body } = webhook;
  const { 'webhook-signature': _signature, ...unsigned } = headers;
  const bad = [
    { headers, body: body.replace('2300', '1') },
    { headers: { ...headers, 'webhook-id': 'msg_other' }, body },
    { headers: { ...headers, 'webhook-timestamp': 'soon' }, body },
    { headers: { ...headers, 'webhook-signature': 'v1,AAAA' }, body },
    { headers: unsigned, body },
  ];
  for (const webhookOfBad of bad) expect((await post(webhookOfBad)).body.code).toBe('WEBHOOK_UNVERIFIED');
  expect((await shopper.get(orderId)).body.status).toBe('awaiting_payment');
});

test('no body, a body that is no JSON, and another provider have their own answers', async () => {
  const { webhook } = await pending();
  const { 'content-type': _type, ...headers } = webhook.headers;
  expect((await post({ headers, body: undefined })).body.code).toBe('WEBHOOK_UNVERIFIED');
  expect((await post({ headers: webhook.headers, body: '{' })).body.code).toBe('MALFORMED_BODY');
  expect(
    (await post({ headers: { ...headers, 'content-type': 'application/xml' }, body: '<x/>' })).status,
  ).toBe(415);
  expect(await post(webhook, 'stripe')).toMatchObject({
    status: 404,
    body: { code: 'PAYMENT_PROVIDER_NOT_FOUND' },
  });
  expect((await post(webhook)).status).toBe(204);
});

test('a signed body that tells of no charge, or of a payment that is not ours, changes nothing', async () => {
  const { webhook } = await pending();
  const event = JSON.parse(webhook.body);
  const withData = (data: object, type = event.type) => ({
    ...webhook,
    body: JSON.stringify({ ...event, type, data }),
  });
  expect((await post(signAgain(withData({ ...event.data, amountMinor: '1' })))).body.code).toBe(
    'MALFORMED_BODY',
  );
  expect((await post(signAgain(withData({ ...event.data, reference: '999999999' })))).status).toBe(204);
  expect((await post(signAgain(withData({}, 'dispute.created')))).status).toBe(204);
  expect((await post(webhook)).status).toBe(204);
});

test('a payment that is reported after the order was cancelled is refunded by itself', async () => {
  const { orderId, couponId, webhook } = await pending();
  await api.app.get(CloseOrders).cancel(String(shopper.userId), orderId);
  expect((await post(webhook)).status).toBe(204);
  expect((await post(webhook)).status).toBe(204);
  const { body } = await shopper.get(orderId);
  expect(body).toMatchObject({ status: 'cancelled', refunds: [{ reason: 'order_closed' }] });
  expect(body.refunds).toHaveLength(1);
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 2]);
});
