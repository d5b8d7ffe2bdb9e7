import { CloseOrders } from '../../../src/modules/order/application/close-orders';
import { ChargePayment } from '../../../src/modules/order/application/payments/charge-payment';
import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, couponFacts, findViolations, newOffer, newProducts } from '../../support/checkout';
import { FakeStripe } from '../../support/servers/fake-stripe';
import { newShopper, type Shopper } from '../../support/shopper';
import { until } from '../../support/until';

let stripe: FakeStripe;
let api: TestApi;
let productId: string;
let batchId: string;
let shopper: Shopper;

beforeAll(async () => {
  stripe = await FakeStripe.start();
  api = await startApi(stripe.env);
  productId = (await newProducts(api, [{ sku: 'MUG', priceMinor: 2_500 }])).MUG!;
  batchId = await newOffer(api.database);
});
afterAll(async () => {
  await api.stop();
  await stripe.stop();
});
beforeEach(() => {
  shopper = newShopper(api);
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));

async function placeOrder(): Promise<{ orderId: string; couponId: string }> {
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  const reply = await shopper.order({ items: [{ productId, quantity: 1 }], couponIds: [couponId] });
  expect(reply.status).toBe(201);
  return { orderId: reply.body.orderId, couponId };
}

const post = (webhook: { headers: Record<string, string>; body: string }) =>
  api.call('POST', '/v1/payment-webhooks/stripe', webhook);

async function checkPayments(orderId: string): Promise<void> {
  const past = new Date(Date.now() - 1_000);
  await api.database.change('UPDATE payment SET check_at = ? WHERE order_id = ? AND check_at IS NOT NULL', [
    past,
    orderId,
  ]);
  await api.app.get(ChargePayment).checkDue();
}

test('a card that is good pays at once: amount, currency, reference and idempotency key are what Stripe gets', async () => {
  const { orderId, couponId } = await placeOrder();
  const reply = await shopper.pay(orderId, 'pm_card_visa');
  expect(reply).toMatchObject({ status: 201, body: { status: 'succeeded', clientSecret: null } });
  expect(stripe.intentOf(reply.body.paymentId)).toMatchObject({ amount: 2_300, currency: 'usd' });
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
});

test('a declined card is 402 with the reason of the bank, and the order can be paid another way', async () => {
  const { orderId } = await placeOrder();
  expect(await shopper.pay(orderId, 'pm_card_chargeDeclined')).toMatchObject({
    status: 402,
    body: { code: 'PAYMENT_DECLINED', payment: { declineCode: 'generic_decline' } },
  });
  expect((await shopper.pay(orderId, 'pm_card_visa')).status).toBe(201);
});

test('a payment method that Stripe does not know is a decline, not an outcome that nobody knows', async () => {
  const { orderId } = await placeOrder();
  expect(await shopper.pay(orderId, 'pm_nobody')).toMatchObject({
    status: 402,
    body: { payment: { declineCode: 'resource_missing' } },
  });
});

test('a payment that the payer must confirm is 202 with the client secret, again on a repeat, and ends by webhook', async () => {
  const { orderId } = await placeOrder();
  const reply = await shopper.pay(orderId, 'pm_card_authenticationRequired', 'pay-1');
  const intent = stripe.intentOf(reply.body.paymentId);
  expect(reply).toMatchObject({ status: 202, body: { clientSecret: intent.client_secret } });
  const again = await shopper.pay(orderId, 'pm_card_authenticationRequired', 'pay-1');
  expect(again).toMatchObject({ status: 202, body: reply.body });
  const done = stripe.decide(reply.body.paymentId, 'succeeded');
  expect((await post(stripe.webhook('payment_intent.succeeded', done))).status).toBe(204);
  expect((await shopper.get(orderId)).body.status).toBe('paid');
});

test('webhooks that repeat, and an older one that comes late, change nothing more', async () => {
  const { orderId, couponId } = await placeOrder();
  const reply = await shopper.pay(orderId, 'pm_usBankAccount_processing');
  const processing = { ...stripe.intentOf(reply.body.paymentId) };
  const done = stripe.decide(reply.body.paymentId, 'succeeded');
  const webhook = stripe.webhook('payment_intent.succeeded', done);
  const replies = await Promise.all([post(webhook), post(webhook), post(webhook)]);
  replies.push(await post(stripe.webhook('payment_intent.processing', processing)));
  expect(replies.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  expect((await shopper.get(orderId)).body).toMatchObject({ status: 'paid', refunds: [] });
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
});

test('a connection cut after the charge: tried again with the same key, charged once', async () => {
  const { orderId } = await placeOrder();
  stripe.fault = 'cut';
  const reply = await shopper.pay(orderId, 'pm_card_visa');
  expect(reply.status).toBe(201);
  expect(
    [...stripe.intents.values()].filter(({ metadata }) => metadata.payment_id === reply.body.paymentId),
  ).toHaveLength(1);
});

test('a charge that Stripe has and we lost sight of is found in its list, page by page', async () => {
  const { orderId } = await placeOrder();
  const { body } = await shopper.pay(orderId, 'pm_usBankAccount_processing');
  await api.database.change(
    'UPDATE payment SET status = 0, provider_payment_id = NULL WHERE payment_id = ?',
    [body.paymentId],
  );
  // Newer ones push it to a later page.
  for (const _ of [1, 2, 3]) {
    const other = newShopper(api);
    const order = await other.order({ items: [{ productId, quantity: 1 }], couponIds: [] });
    expect((await other.pay(order.body.orderId, 'pm_card_visa')).status).toBe(201);
  }
  stripe.decide(body.paymentId, 'succeeded');
  await checkPayments(orderId);
  expect((await shopper.get(orderId)).body.status).toBe('paid');
});

test('money that arrives after the order was cancelled goes back, once, whatever fails on the way', async () => {
  const { orderId } = await placeOrder();
  const { body } = await shopper.pay(orderId, 'pm_usBankAccount_processing');
  await api.app.get(CloseOrders).cancel(String(shopper.userId), orderId);
  const done = stripe.decide(body.paymentId, 'succeeded');
  stripe.fault = 'cut';
  expect((await post(stripe.webhook('payment_intent.succeeded', done))).status).toBe(204);
  await until('the refund is done', async () => {
    await api.app.get(SendRefunds).sendDue();
    return (await shopper.get(orderId)).body.refunds[0]?.status === 'done';
  });
  expect(stripe.refunds.filter(({ payment_intent }) => payment_intent === done.id)).toMatchObject([
    { amount: 2_300 },
  ]);
  expect((await shopper.get(orderId)).body.status).toBe('cancelled');
});

test('a webhook with a bad signature, an old one and a changed one are 401 and change nothing', async () => {
  const { orderId } = await placeOrder();
  const { body } = await shopper.pay(orderId, 'pm_usBankAccount_processing');
  const done = { ...stripe.intentOf(body.paymentId), status: 'succeeded', amount_received: 2_300 };
  const good = stripe.webhook('payment_intent.succeeded', done);
  const bad = [
    stripe.webhook('payment_intent.succeeded', done, { secret: 'whsec_somebodyelsessecret000000' }),
    stripe.webhook('payment_intent.succeeded', done, { ageSeconds: 600 }),
    { ...good, body: good.body.replace('2300', '2301') },
    { ...good, headers: { 'content-type': 'application/json' } },
  ];
  for (const webhook of bad) {
    expect(await post(webhook as typeof good)).toMatchObject({
      status: 401,
      body: { code: 'WEBHOOK_UNVERIFIED' },
    });
  }
  expect((await shopper.get(orderId)).body.status).toBe('awaiting_payment');
});

test('events about other things, and intents of others, are taken and ignored; the sandbox is not set up', async () => {
  const foreign = {
    id: 'pi_foreign',
    status: 'succeeded',
    amount: 1,
    amount_received: 1,
    currency: 'usd',
    metadata: {},
  };
  expect((await post(stripe.webhook('payment_intent.succeeded', foreign))).status).toBe(204);
  expect((await post(stripe.webhook('charge.refunded', { id: 'ch_1' }))).status).toBe(204);
  expect(await api.call('POST', '/v1/payment-webhooks/sandbox', { body: {} })).toMatchObject({
    status: 404,
    body: { code: 'PAYMENT_PROVIDER_NOT_FOUND' },
  });
});
