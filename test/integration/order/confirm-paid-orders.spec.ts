import type { Redemption } from '../../../src/modules/order/application/checkout/redeem-coupons';
import {
  ApplyChargeResult,
  type Settlement,
} from '../../../src/modules/order/application/payments/apply-charge-result';
import { ChargePayment } from '../../../src/modules/order/application/payments/charge-payment';
import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { selectCouponHeads } from '../../../src/modules/order/infra/order-part-rows';
import { type Payment, selectPaymentsOf } from '../../../src/modules/order/infra/payment-rows';
import { SandboxProvider } from '../../../src/modules/payment/infra/sandbox/sandbox-provider';
import { startApi, type TestApi } from '../../support/api';
import {
  budgetFacts,
  claimCoupon,
  couponFacts,
  findViolations,
  newOffer,
  newProducts,
} from '../../support/checkout';
import { newShopper, type Shopper } from '../../support/shopper';
import { holdRow } from '../../support/statements/hold-row';
import { recordStatements } from '../../support/statements/record-statements';
import { until } from '../../support/until';

let api: TestApi;
let products: Record<string, string>;
let batchId: string;

beforeAll(async () => {
  api = await startApi({ DATABASE_LOCK_WAIT_SECONDS: '1' });
  products = await newProducts(api, [
    { sku: 'MUG', priceMinor: 1_250 },
    { sku: 'TASSE', priceMinor: 1_250, currency: 'EUR' },
  ]);
  batchId = await newOffer(api.database);
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));
afterAll(() => api.stop());

/** An order whose money was taken, which nobody has learnt yet. */
interface Taken {
  shopper: Shopper;
  order: Redemption;
  payment: Payment;
}

async function take({ sku = 'MUG', batchIds = [batchId] } = {}): Promise<Taken> {
  const shopper = newShopper(api);
  const couponIds: string[] = [];
  for (const id of batchIds) couponIds.push(await claimCoupon(api, id, shopper.userId));
  const items = [{ productId: products[sku]!, quantity: 1 }];
  const { orderId } = (await shopper.order({ items, couponIds })).body;
  return { shopper, ...(await pay(shopper, orderId, 'sandbox_lost_reply')) };
}

async function pay(shopper: Shopper, orderId: string, methodToken: string): Promise<Omit<Taken, 'shopper'>> {
  expect((await shopper.pay(orderId, methodToken)).status).toBe(202);
  const coupons = await selectCouponHeads(api.database, orderId);
  const payment = (await selectPaymentsOf(api.database, orderId)).at(-1)!;
  return { order: { orderId, userId: String(shopper.userId), coupons }, payment };
}

/** Tells of all the money in the same turn. */
async function settleTogether(
  taken: readonly Pick<Taken, 'order' | 'payment'>[],
): Promise<(Settlement | Error)[]> {
  const charges = await Promise.all(
    taken.map(({ payment: { paymentId } }) =>
      until('the money was taken', async () => {
        const charge = await api.app.get(SandboxProvider).find({ reference: paymentId });
        return charge?.state === 'succeeded' ? charge : undefined;
      }),
    ),
  );
  const settled = await Promise.allSettled(
    taken.map(({ payment, order }, at) =>
      api.app.get(ApplyChargeResult).execute(charges[at]!, payment, order),
    ),
  );
  return settled.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
}

/** The orders that each UPDATE of orders changed. */
async function groupsOf(work: () => Promise<unknown>): Promise<number[]> {
  const recorder = recordStatements();
  try {
    await work();
  } finally {
    recorder.stop();
  }
  return [...recorder.statements]
    .filter((sql) => sql.startsWith('UPDATE orders'))
    .map((sql) => /WHERE order_id IN \(([^)]*)\)/.exec(sql)![1]!.split(',').length);
}

const statusOf = async ({ shopper, order }: Taken) => (await shopper.get(order.orderId)).body.status;

test('payments whose money comes together are confirmed in one transaction, each with all that belongs to it', async () => {
  const euros = await newOffer(api.database, { currency: 'EUR', merchantShareBp: 3_333 });
  const other = await newOffer(api.database, {
    content: { threshold: { amountMinor: 1_000 }, amountMinor: 100, stacking: { group: 'other' } },
  });
  const budgeted = await newOffer(api.database, { budgetMinor: 1_000 });
  const taken = [
    await take(),
    await take({ batchIds: [] }),
    await take({ sku: 'TASSE', batchIds: [euros] }),
    await take({ batchIds: [budgeted] }),
    await take({ batchIds: [budgeted] }),
    await take({ batchIds: [other] }),
  ];
  let settled: unknown;
  const groups = await groupsOf(async () => {
    settled = await settleTogether(taken);
  });
  expect(settled).toEqual(taken.map(() => 'paid'));
  expect(groups).toEqual([6]);
  for (const one of taken) {
    expect((await one.shopper.get(one.order.orderId)).body).toMatchObject({
      status: 'paid',
      payments: [{ paymentId: one.payment.paymentId, status: 'succeeded' }],
      refunds: [],
    });
    for (const { couponId } of one.order.coupons) {
      expect(await couponFacts(api.database, couponId)).toEqual({
        status: 2,
        orderNo: one.order.orderId,
        locked: false,
        operations: [0, 1],
      });
    }
  }
  const ledger = await api.database.rows<{ order_id: string; currency: string; merchant_minor: string }>(
    'SELECT order_id, currency, merchant_minor FROM redemption_entry WHERE order_id IN (?) ORDER BY order_id',
    [taken.map(({ order }) => order.orderId)],
  );
  expect(ledger.map(({ currency }) => currency)).toEqual(['USD', 'EUR', 'USD', 'USD', 'USD']);
  expect(Number(ledger[1]!.merchant_minor)).toBe(66);
  expect(await budgetFacts(api.database, budgeted)).toEqual({ total: 1_000, reserved: 0, spent: 400 });
});

test('an order that was cancelled meanwhile gets its money back, and the others of its group are paid', async () => {
  const taken = [await take(), await take(), await take()];
  await taken[1]!.shopper.cancel(taken[1]!.order.orderId);
  expect(await settleTogether(taken)).toEqual(['paid', 'refund', 'paid']);
  expect(await Promise.all(taken.map(statusOf))).toEqual(['paid', 'cancelled', 'paid']);
  await until('the refund is done', async () => {
    await api.app.get(SendRefunds).sendDue();
    const { body } = await taken[1]!.shopper.get(taken[1]!.order.orderId);
    return body.refunds.length === 1 && body.refunds[0].status === 'done';
  });
  const [coupon] = taken[1]!.order.coupons;
  expect((await couponFacts(api.database, coupon!.couponId)).operations).toEqual([0, 2]);
});

test('two payments of one order in one group: one pays it, the money of the other goes back', async () => {
  const shopper = newShopper(api);
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  const items = [{ productId: products.MUG!, quantity: 1 }];
  const { orderId } = (await shopper.order({ items, couponIds: [couponId] })).body;
  const first = await pay(shopper, orderId, 'sandbox_slow_ok');
  // As if the provider had denied it, and takes it after all.
  await api.database.change('UPDATE payment SET status = 3, check_at = NULL WHERE order_id = ?', [orderId]);
  const second = await pay(shopper, orderId, 'sandbox_lost_reply');
  const settled = await settleTogether([first, second, await take()]);
  expect(settled.slice(0, 2).sort()).toEqual(['paid', 'refund']);
  expect(settled[2]).toBe('paid');
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
});

test('a repetition of what was confirmed changes nothing', async () => {
  const taken = [await take(), await take()];
  expect(await settleTogether(taken)).toEqual(['paid', 'paid']);
  expect(await settleTogether([...taken, await take()])).toEqual(['nothing', 'nothing', 'paid']);
  for (const { order } of taken) {
    const [coupon] = order.coupons;
    expect((await couponFacts(api.database, coupon!.couponId)).operations).toEqual([0, 1]);
  }
});

test("an order that does not hold its coupon fails by itself, whoever of its group the coupon's row names", async () => {
  const taken = [await take(), await take(), await take()];
  const [coupon] = taken[1]!.order.coupons;
  const holdFor = ({ order }: Taken) =>
    api.database.change('UPDATE coupon SET lock_order_no = ? WHERE coupon_id = ?', [
      order.orderId,
      coupon!.couponId,
    ]);
  await holdFor(taken[2]!);
  const settled = await settleTogether(taken);
  expect([settled[0], settled[2]]).toEqual(['paid', 'paid']);
  expect(settled[1]).toBeInstanceOf(Error);
  expect(await Promise.all(taken.map(statusOf))).toEqual(['paid', 'awaiting_payment', 'paid']);
  await holdFor(taken[1]!);
  expect(await settleTogether([taken[1]!])).toEqual(['paid']);
});

test('an order that somebody holds too long is BUSY by itself, and the scan pays it later; the others of its group are paid', async () => {
  const taken = [await take(), await take(), await take()];
  const held = await holdRow(api.env.DATABASE_URL as string, {
    table: 'orders',
    key: 'order_id',
    value: taken[1]!.order.orderId,
  });
  const settled = await settleTogether(taken);
  expect(settled).toEqual(['paid', expect.objectContaining({ code: 'BUSY' }), 'paid']);
  expect(await Promise.all(taken.map(statusOf))).toEqual(['paid', 'awaiting_payment', 'paid']);
  await held.release();
  await api.database.change('UPDATE payment SET check_at = ? WHERE payment_id IN (?)', [
    new Date(Date.now() - 60_000),
    taken.map(({ payment }) => payment.paymentId),
  ]);
  await api.app.get(ChargePayment).checkDue();
  expect(await Promise.all(taken.map(statusOf))).toEqual(taken.map(() => 'paid'));
});

test('120 users who pay at the same time: all are paid, by far fewer transactions', async () => {
  const shoppers = Array.from({ length: 120 }, () => newShopper(api));
  const items = [{ productId: products.MUG!, quantity: 1 }];
  const orderIds = await Promise.all(
    shoppers.map(async (shopper) => {
      const couponId = await claimCoupon(api, batchId, shopper.userId);
      return (await shopper.order({ items, couponIds: [couponId] })).body.orderId as string;
    }),
  );
  const statuses: number[] = [];
  const groups = await groupsOf(async () => {
    const replies = await Promise.all(shoppers.map((shopper, at) => shopper.pay(orderIds[at]!)));
    statuses.push(...replies.map(({ status }) => status));
  });
  expect(statuses).toEqual(shoppers.map(() => 201));
  expect(groups.reduce((sum, size) => sum + size, 0)).toBe(120);
  expect(Math.max(...groups)).toBeLessThanOrEqual(64);
  expect(groups.length).toBeLessThan(120);
});
