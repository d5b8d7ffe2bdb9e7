import { CloseOrders } from '../../../src/modules/order/application/close-orders';
import { ChargePayment } from '../../../src/modules/order/application/payments/charge-payment';
import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { SandboxProvider } from '../../../src/modules/payment/infra/sandbox/sandbox-provider';
import { startApi, type TestApi } from '../../support/api';
import {
  claimCoupon,
  couponFacts,
  deliverSandboxCallbacks,
  findViolations,
  newOffer,
  newProducts,
} from '../../support/checkout';
import { newShopper, type Shopper } from '../../support/shopper';
import { explainAll } from '../../support/statements/plans';
import { sentStatement } from '../../support/statements/sent-sql';
import { userToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;
let mug: { productId: string; quantity: number }[];
let batchId: string;
let shopper: Shopper;

beforeAll(async () => {
  api = await startApi();
  mug = [{ productId: (await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!, quantity: 1 }];
  batchId = await newOffer(api.database);
});
beforeEach(() => {
  shopper = newShopper(api);
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));
afterAll(() => api.stop());

async function placeOrder(): Promise<{ orderId: string; couponId: string }> {
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  const { body } = await shopper.order({ items: mug, couponIds: [couponId] });
  return { orderId: body.orderId, couponId };
}

const past = () => new Date(Date.now() - 60_000);

async function timeOut(orderId: string): Promise<void> {
  await api.database.change('UPDATE orders SET expires_at = ? WHERE order_id = ?', [past(), orderId]);
  await api.app.get(CloseOrders).timeOutDue();
}

/** What the worker's due scan does, once the checks of this order's payments are due. */
async function checkPayments(orderId: string): Promise<void> {
  await api.database.change('UPDATE payment SET check_at = ? WHERE order_id = ? AND check_at IS NOT NULL', [
    past(),
    orderId,
  ]);
  await api.app.get(ChargePayment).checkDue();
}

/** As if the provider had denied a payment that it takes after all. */
async function takeForDeclined(orderId: string): Promise<void> {
  await api.database.change('UPDATE payment SET status = 3, check_at = NULL WHERE order_id = ?', [orderId]);
}

async function refundsDone(orderId: string): Promise<{ reason: string; status: string }[]> {
  return until('refunds are done', async () => {
    await api.app.get(SendRefunds).sendDue();
    const { refunds } = (await shopper.get(orderId)).body;
    return refunds.every(({ status }: { status: string }) => status === 'done') && refunds;
  });
}

const deliverCallbacks = () => deliverSandboxCallbacks(api);

test('a payment that the provider decides later is 202, and its callback pays the order', async () => {
  const { orderId, couponId } = await placeOrder();
  const reply = await shopper.pay(orderId, 'sandbox_slow_ok');
  expect(reply).toMatchObject({ status: 202, body: { status: 'processing' } });
  expect((await shopper.get(orderId)).body.status).toBe('awaiting_payment');
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  expect((await shopper.get(orderId)).body).toMatchObject({ status: 'paid', refunds: [] });
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
});

test('a lost callback is made up for by the due scan', async () => {
  const { orderId } = await placeOrder();
  await shopper.pay(orderId, 'sandbox_slow_ok');
  await until(
    'the callback was lost',
    async () => (await api.app.get(SandboxProvider).takeCallbacks()).length > 0,
  );
  await checkPayments(orderId);
  expect((await shopper.get(orderId)).body.status).toBe('paid');
});

test('a payment that is declined later leaves the order waiting', async () => {
  const { orderId } = await placeOrder();
  await shopper.pay(orderId, 'sandbox_slow_declined');
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  const { body } = await shopper.get(orderId);
  expect(body).toMatchObject({
    status: 'awaiting_payment',
    payments: [{ status: 'declined', declineCode: 'card_declined' }],
  });
  expect((await shopper.pay(orderId)).status).toBe(201);
});

test('callbacks that repeat pay once', async () => {
  const { orderId, couponId } = await placeOrder();
  expect((await shopper.pay(orderId, 'sandbox_repeats')).status).toBe(201);
  let delivered = 0;
  await until('three callbacks came', async () => {
    delivered += await deliverCallbacks();
    return delivered === 3;
  });
  expect((await shopper.get(orderId)).body).toMatchObject({ status: 'paid', refunds: [] });
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
});

test('a charge whose reply is lost is found again and pays the order, once', async () => {
  const { orderId } = await placeOrder();
  expect(await shopper.pay(orderId, 'sandbox_lost_reply')).toMatchObject({
    status: 202,
    body: { status: 'processing' },
  });
  expect(await shopper.pay(orderId)).toMatchObject({ status: 409, body: { code: 'PAYMENT_IN_PROGRESS' } });
  await checkPayments(orderId);
  expect((await shopper.get(orderId)).body).toMatchObject({
    status: 'paid',
    payments: [{ status: 'succeeded' }],
  });
  const charges = await api.database.rows(
    'SELECT 1 FROM sandbox_charge s JOIN payment p ON p.payment_id = s.reference WHERE p.order_id = ?',
    [orderId],
  );
  expect(charges).toHaveLength(1);
});

test('a payment that never reached the provider is sent by the scan while the order waits, and given up after it', async () => {
  const begun = async () => {
    const { orderId } = await placeOrder();
    await api.database.change(
      `INSERT INTO payment (payment_id, order_id, provider, method_token, amount_minor, currency, status, check_at, created_at,
         updated_at) VALUES (?, ?, 'sandbox', 'sandbox_ok', 1050, 'USD', 0, ?, ?, ?)`,
      [800_000_000 + Number(orderId), orderId, past(), past(), past()],
    );
    return orderId;
  };
  const waiting = await begun();
  await checkPayments(waiting);
  expect((await shopper.get(waiting)).body.status).toBe('paid');
  const closed = await begun();
  await shopper.cancel(closed);
  await checkPayments(closed);
  expect((await shopper.get(closed)).body).toMatchObject({
    status: 'cancelled',
    payments: [{ status: 'declined', declineCode: 'not_sent' }],
    refunds: [],
  });
});

test.each([2, 20])(
  'of %i payments at once that nobody has decided yet one is begun, the others name it',
  async (count) => {
    const { orderId } = await placeOrder();
    const replies = await Promise.all(
      Array.from({ length: count }, () => shopper.pay(orderId, 'sandbox_slow_ok')),
    );
    const begun = replies.filter(({ status }) => status === 202);
    expect(begun).toHaveLength(1);
    const { paymentId } = begun[0]!.body;
    for (const reply of replies.filter(({ status }) => status !== 202)) {
      expect(reply).toMatchObject({
        status: 409,
        body: { code: 'PAYMENT_IN_PROGRESS', payment: { paymentId, orderId, status: 'processing' } },
      });
    }
    expect(await shopper.pay(orderId)).toMatchObject({ status: 409, body: { payment: { paymentId } } });
    await until('the callback came', async () => (await deliverCallbacks()) > 0);
    expect((await shopper.get(orderId)).body).toMatchObject({
      status: 'paid',
      payments: [{ paymentId, status: 'succeeded' }],
      refunds: [],
    });
  },
);

test('a payment that is lost in flight keeps others away until it is found declined; then another one pays', async () => {
  const { orderId } = await placeOrder();
  const { paymentId } = (await shopper.pay(orderId, 'sandbox_lost_reply')).body;
  expect(await shopper.pay(orderId)).toMatchObject({ status: 409, body: { payment: { paymentId } } });
  await api.database.change("UPDATE sandbox_charge SET decline_code = 'card_declined' WHERE reference = ?", [
    paymentId,
  ]);
  await checkPayments(orderId);
  expect((await shopper.pay(orderId)).status).toBe(201);
  expect((await shopper.get(orderId)).body).toMatchObject({
    status: 'paid',
    payments: [{ status: 'declined' }, { status: 'succeeded' }],
    refunds: [],
  });
});

test('the second of two successes is refunded by itself', async () => {
  const { orderId } = await placeOrder();
  await shopper.pay(orderId, 'sandbox_slow_ok');
  await takeForDeclined(orderId);
  expect((await shopper.pay(orderId)).status).toBe(201);
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  expect(await refundsDone(orderId)).toMatchObject([{ reason: 'paid_twice', status: 'done' }]);
  expect((await shopper.get(orderId)).body.status).toBe('paid');
});

test('a provider that took another amount does not pay the order: it goes back', async () => {
  const { orderId } = await placeOrder();
  expect((await shopper.pay(orderId, 'sandbox_short')).status).toBe(409);
  expect(await refundsDone(orderId)).toMatchObject([
    { reason: 'wrong_amount', amount: { amountMinor: 1_049 } },
  ]);
  expect((await shopper.get(orderId)).body.status).toBe('awaiting_payment');
});

test('an unpaid order times out and its coupon is available again', async () => {
  const { orderId, couponId } = await placeOrder();
  await timeOut(orderId);
  expect((await shopper.get(orderId)).body).toMatchObject({ status: 'timed_out' });
  expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 0, operations: [0, 2] });
  expect((await shopper.pay(orderId)).body).toMatchObject({
    code: 'ORDER_STATE_CONFLICT',
    orderStatus: 'timed_out',
  });
});

test('an order whose time is over cannot be paid any more, noted or not', async () => {
  const { orderId } = await placeOrder();
  await api.database.change('UPDATE orders SET expires_at = ? WHERE order_id = ?', [past(), orderId]);
  expect((await shopper.pay(orderId)).body.code).toBe('ORDER_STATE_CONFLICT');
});

test('a payment that succeeds after the time-out takes the coupon again while it is free', async () => {
  const { orderId, couponId } = await placeOrder();
  await shopper.pay(orderId, 'sandbox_slow_ok');
  await timeOut(orderId);
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  expect((await shopper.get(orderId)).body).toMatchObject({ status: 'paid', closedAt: null, refunds: [] });
  expect(await couponFacts(api.database, couponId)).toMatchObject({
    status: 2,
    orderNo: orderId,
    operations: [0, 2, 0, 1],
  });
});

test('a payment that succeeds after the time-out is refunded when the coupon is gone', async () => {
  const { orderId, couponId } = await placeOrder();
  await shopper.pay(orderId, 'sandbox_slow_ok');
  await timeOut(orderId);
  const other = (await shopper.order({ items: mug, couponIds: [couponId] })).body.orderId;
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  expect(await refundsDone(orderId)).toMatchObject([{ reason: 'order_closed', status: 'done' }]);
  expect((await shopper.get(orderId)).body.status).toBe('timed_out');
  expect((await couponFacts(api.database, couponId)).orderNo).toBe(other);
});

test('a late payment does not make a second first order', async () => {
  const content = { threshold: { amountMinor: 1_000 }, amountMinor: 200, conditions: { firstOrder: true } };
  const first = await newOffer(api.database, { content });
  const place = async () => {
    const couponId = await claimCoupon(api, first, shopper.userId);
    return (await shopper.order({ items: mug, couponIds: [couponId] })).body.orderId;
  };
  const late = await place();
  await shopper.pay(late, 'sandbox_slow_ok');
  await timeOut(late);
  const other = await place();
  expect((await shopper.pay(other)).status).toBe(201);
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  expect(await refundsDone(late)).toMatchObject([{ reason: 'order_closed', status: 'done' }]);
  expect((await shopper.get(late)).body.status).toBe('timed_out');
});

test('a provider that never answers one refund does not keep the others', async () => {
  const orders = [await placeOrder(), await placeOrder()];
  for (const { orderId } of orders) {
    await shopper.pay(orderId, 'sandbox_slow_ok');
    await shopper.cancel(orderId);
  }
  const refund = jest
    .spyOn(api.app.get(SandboxProvider), 'refund')
    .mockImplementation(() => new Promise(() => undefined));
  let delivered = 0;
  await until('the callbacks came', async () => {
    delivered += await deliverCallbacks();
    return delivered === 2;
  });
  const isDue = () => api.database.change('UPDATE refund SET check_at = ? WHERE status = 0', [past()]);
  await isDue();
  refund.mockRestore();
  jest
    .spyOn(api.app.get(SandboxProvider), 'refund')
    .mockImplementationOnce(() => new Promise(() => undefined));
  await api.app.get(SendRefunds).sendDue();
  await isDue();
  for (const { orderId } of orders) expect(await refundsDone(orderId)).toMatchObject([{ status: 'done' }]);
}, 40_000);

test('a payment that succeeds after the user cancelled is refunded', async () => {
  const { orderId, couponId } = await placeOrder();
  await shopper.pay(orderId, 'sandbox_slow_ok');
  await shopper.cancel(orderId);
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  expect(await refundsDone(orderId)).toMatchObject([{ reason: 'order_closed', status: 'done' }]);
  expect((await shopper.get(orderId)).body.status).toBe('cancelled');
  expect((await couponFacts(api.database, couponId)).status).toBe(0);
});

test('a success that is reported after the payment was taken for declined still counts', async () => {
  const { orderId } = await placeOrder();
  await shopper.pay(orderId, 'sandbox_slow_ok');
  await takeForDeclined(orderId);
  await until('the callback came', async () => (await deliverCallbacks()) > 0);
  expect((await shopper.get(orderId)).body).toMatchObject({
    status: 'paid',
    payments: [{ status: 'succeeded' }],
  });
});

test('the due scans read their index and nothing else', async () => {
  await api.call('POST', '/v1/checkout/quotes', { token: userToken(shopper.userId), body: { items: mug } });
  await api.app.get(CloseOrders).timeOutDue();
  await api.app.get(SendRefunds).sendDue();
  const planOf = async (pattern: RegExp) =>
    (await explainAll(api.database, sentStatement(pattern))).map(
      ({ key, Extra }) => `${key}${/filesort/.test(Extra ?? '') ? ' filesort' : ''}`,
    );
  expect(await planOf(/ FROM orders WHERE status = 0 AND expires_at <= \? ORDER BY/)).toEqual([
    'ix_orders_due',
  ]);
  expect(await planOf(/ FROM refund WHERE status = 0 AND check_at <= \? ORDER BY/)).toEqual([
    'ix_refund_due',
  ]);
  expect(await planOf(/ FROM coupon .*ORDER BY valid_until, coupon_id LIMIT 1000$/)).toEqual([
    'ix_coupon_user',
  ]);
});
