import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { startApi, type TestApi } from '../../support/api';
import {
  budgetFacts,
  claimCoupon,
  couponFacts,
  findViolations,
  newCoupon,
  newOffer,
  newProducts,
} from '../../support/checkout';
import { countCodes, newShopper, type Shopper } from '../../support/shopper';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

const DAY_MS = 86_400_000;
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

let api: TestApi;
let products: Record<string, string>;
let shopper: Shopper;

beforeAll(async () => {
  api = await startApi();
  products = {
    ...(await newProducts(api, [
      { sku: 'MUG', priceMinor: 1_250 },
      { sku: 'POT', priceMinor: 10_000 },
      { sku: 'TEA', priceMinor: 300, category: 'Food' },
    ])),
    ...(await newProducts(api, [{ sku: 'CUP', priceMinor: 1_000 }], '8')),
  };
  await api.call('PUT', '/v1/shipping-rates/standard', {
    token: platformToken(),
    body: { price: usd(500) },
  });
});
beforeEach(() => {
  shopper = newShopper(api);
});
afterEach(async () => {
  await api.app.get(SendRefunds).sendDue();
  expect(await findViolations(api.database)).toEqual([]);
});
afterAll(() => api.stop());

interface Bought {
  orderId: string;
  couponIds: string[];
  lines: { lineNo: number; giftOfCouponId: string | null }[];
  paidMinor: number;
}

/** A paid order of these products, with a coupon of each batch. */
async function buy(
  cart: [sku: string, quantity: number][],
  batchIds: string[] = [],
  { shippingCode, pay = true }: { shippingCode?: string; pay?: boolean } = {},
): Promise<Bought> {
  const couponIds: string[] = [];
  for (const batchId of batchIds) couponIds.push(await claimCoupon(api, batchId, shopper.userId));
  const items = cart.map(([sku, quantity]) => ({ productId: products[sku], quantity }));
  const { status, body } = await shopper.order({ items, couponIds, shippingCode });
  expect({ status, code: body.code }).toEqual({ status: 201, code: undefined });
  if (pay && body.status === 'awaiting_payment') {
    expect((await shopper.pay(body.orderId)).status).toBe(201);
  }
  return { orderId: body.orderId, couponIds, lines: body.lines, paidMinor: body.totals.payable.amountMinor };
}

const refund = (orderId: string, body: object, token = merchantToken(), key?: string) =>
  api.call('POST', `/v1/orders/${orderId}/refunds`, {
    token,
    body,
    headers: key ? { 'idempotency-key': key } : {},
  });
const preview = (orderId: string, body: object, token = merchantToken()) =>
  api.call('POST', `/v1/orders/${orderId}/refunds/preview`, { token, body });
const back = (lineNo: number, quantity: number) => ({ lines: [{ lineNo, quantity }] });
const orderOf = async (orderId: string) => (await shopper.get(orderId)).body;
const content = (more: object) => ({ content: { amountMinor: 100, ...more } });

/** Sums of the ledger by coupon: what was given away, and who bears what is left of it. */
async function ledgerOf(orderId: string) {
  const row = await api.database.row<Record<'left' | 'merchant' | 'platform', string>>(
    `SELECT SUM(amount_minor) AS \`left\`, SUM(merchant_minor) AS merchant, SUM(platform_minor) AS platform
     FROM redemption_entry WHERE order_id = ?`,
    [orderId],
  );
  return [Number(row!.left), Number(row!.merchant), Number(row!.platform)];
}

describe('by units', () => {
  test('floors what a unit reverses over all refunds, and gives all that was paid back in the end', async () => {
    const { orderId } = await buy([['MUG', 3]], [await newOffer(api.database, content({}))]);
    const amounts: number[] = [];
    for (let at = 0; at < 3; at++) amounts.push((await refund(orderId, back(1, 1))).body.amount.amountMinor);
    expect(amounts).toEqual([1_217, 1_217, 1_216]);
    expect((await orderOf(orderId)).status).toBe('refunded');
    expect((await refund(orderId, { whole: true })).body.code).toBe('NOTHING_TO_REFUND');
  });

  test('the money goes through the provider, once, and the refund says so', async () => {
    const { orderId } = await buy([['MUG', 2]]);
    const created = await refund(orderId, back(1, 1), merchantToken(), `refund-${orderId}`);
    expect(created).toMatchObject({
      status: 201,
      body: { status: 'processing', reason: 'returned', amount: usd(1_250), orderStatus: 'paid' },
    });
    const replay = await refund(orderId, back(1, 1), merchantToken(), `refund-${orderId}`);
    expect(replay.text).toBe(created.text);
    await until('it is done', async () => (await orderOf(orderId)).refunds[0].status === 'done');
    const given = await api.database.rows('SELECT 1 FROM sandbox_refund WHERE reference = ?', [
      created.body.refundId,
    ]);
    expect(given).toHaveLength(1);
    expect((await orderOf(orderId)).refunds).toMatchObject([{ lines: [{ lineNo: 1, quantity: 1 }] }]);
  });

  test('a threshold that is lost is charged where the rule says re-test, and stays with shares', async () => {
    const offer = (mode: string) =>
      newOffer(api.database, {
        content: { threshold: { amountMinor: 2_000 }, amountMinor: 500, refund: mode },
      });
    const retest = await buy([['MUG', 2]], [await offer('retest')]);
    expect((await refund(retest.orderId, back(1, 1))).body).toMatchObject({
      amount: usd(750),
      kept: usd(1_250),
      reversals: [{ couponId: retest.couponIds[0], amount: usd(500) }],
    });
    shopper = newShopper(api);
    const share = await buy([['MUG', 2]], [await offer('share')]);
    expect((await refund(share.orderId, back(1, 1))).body).toMatchObject({
      amount: usd(1_000),
      kept: usd(1_000),
      reversals: [{ amount: usd(250) }],
    });
  });

  test('buy one, get one: what is left of a broken set costs its price, the whole set gives all back', async () => {
    const offer = { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' };
    const batchId = await newOffer(api.database, { type: 2, content: { offer } });
    const { orderId, paidMinor } = await buy([['MUG', 2]], [batchId]);
    expect(paidMinor).toBe(1_250);
    expect((await refund(orderId, back(1, 1))).body.amount).toEqual(usd(0));
    expect((await refund(orderId, back(1, 1))).body).toMatchObject({
      amount: usd(1_250),
      orderStatus: 'refunded',
    });
  });

  test('a gift that is kept and no longer earned is charged at its value; sent back as well, nothing is', async () => {
    const gift = { kind: 'freeItem', productId: products.TEA, unitValueMinor: 300 };
    const offer = { content: { offer: gift, threshold: { amountMinor: 2_000 } }, type: 2 };
    const { orderId, lines, couponIds } = await buy([['MUG', 2]], [await newOffer(api.database, offer)]);
    const giftLine = lines.find(({ giftOfCouponId }) => giftOfCouponId === couponIds[0])!.lineNo;
    const charges = [{ couponId: couponIds[0], quantity: 1, amount: usd(300) }];
    expect((await preview(orderId, back(1, 2))).body).toMatchObject({
      amount: usd(2_200),
      giftCharges: charges,
      orderStatus: 'paid',
    });
    const both = { lines: [...back(1, 2).lines, { lineNo: giftLine, quantity: 1 }] };
    expect((await preview(orderId, both)).body).toMatchObject({ amount: usd(2_500), giftCharges: [] });
    expect((await refund(orderId, back(1, 2))).body).toMatchObject({
      amount: usd(2_200),
      giftCharge: usd(300),
    });
    expect((await refund(orderId, back(giftLine, 1))).body).toMatchObject({
      amount: usd(300),
      giftCharge: usd(0),
      orderStatus: 'refunded',
    });
  });

  test('shipping comes back when it is asked for, with everything, and once', async () => {
    const { orderId } = await buy([['MUG', 2]], [], { shippingCode: 'standard' });
    expect((await refund(orderId, back(1, 1))).body.amount).toEqual(usd(1_250));
    expect((await preview(orderId, { shipping: true })).body.amount).toEqual(usd(500));
    expect((await refund(orderId, { whole: true })).body).toMatchObject({
      amount: usd(1_750),
      shipping: true,
      orderStatus: 'refunded',
    });
    expect((await refund(orderId, { shipping: true })).body.code).toBe('NOTHING_TO_REFUND');
  });

  test('goods that come back without their shipping leave it paid until it is refunded too', async () => {
    const { orderId } = await buy([['MUG', 1]], [], { shippingCode: 'standard' });
    expect((await refund(orderId, back(1, 1))).body).toMatchObject({
      amount: usd(1_250),
      kept: usd(500),
      orderStatus: 'refunded',
    });
    expect((await refund(orderId, { shipping: true })).body).toMatchObject({
      amount: usd(500),
      kept: usd(0),
    });
  });
});

describe('limits', () => {
  test('a refund above the order is refused with what is left, and changes nothing', async () => {
    const { orderId } = await buy([['MUG', 2]]);
    await refund(orderId, back(1, 1));
    const reply = await refund(orderId, { lines: [...back(1, 2).lines, { lineNo: 9, quantity: 1 }] });
    expect(reply).toMatchObject({
      status: 422,
      body: {
        code: 'REFUND_INVALID',
        errors: [
          { pointer: '/lines/0/quantity', code: 'QUANTITY_EXCEEDED' },
          { pointer: '/lines/1/lineNo', code: 'LINE_NOT_FOUND' },
        ],
      },
    });
    expect((await orderOf(orderId)).refunds).toHaveLength(1);
  });

  test.each([
    [{}, '/lines'],
    [{ whole: false }, '/lines'],
    [{ whole: true, shipping: true }, '/whole'],
    [{ lines: [] }, '/lines'],
    [{ lines: [{ lineNo: 1, quantity: 0 }] }, '/lines/0/quantity'],
    [{ lines: [{ lineNo: 1, quantity: 1.5 }] }, '/lines/0/quantity'],
    [{ lines: [{ lineNo: 0, quantity: 1 }] }, '/lines/0/lineNo'],
    [
      {
        lines: [
          { lineNo: 1, quantity: 1 },
          { lineNo: 1, quantity: 1 },
        ],
      },
      '/lines',
    ],
    [{ lines: [null] }, '/lines/0'],
    [{ amount: 5, whole: true }, '/amount'],
  ])('refuses %j', async (body, pointer) => {
    const reply = await refund('1', body);
    expect(reply).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    expect(reply.body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer);
  });

  test('only what is paid can be refunded', async () => {
    const { orderId } = await buy([['MUG', 1]], [], { pay: false });
    expect((await refund(orderId, { whole: true })).body).toMatchObject({
      code: 'ORDER_STATE_CONFLICT',
      orderStatus: 'awaiting_payment',
    });
  });

  test('20 parallel refunds of the same 5 units: 5 win, and the sum is what was paid', async () => {
    const { orderId, paidMinor } = await buy([['MUG', 5]], [await newOffer(api.database, content({}))]);
    const replies = await Promise.all(Array.from({ length: 20 }, () => refund(orderId, back(1, 1))));
    expect(countCodes(replies)).toEqual({ '201': 5, REFUND_INVALID: 15 });
    const { refunds } = await orderOf(orderId);
    const amounts = refunds.map((each: { amount: { amountMinor: number } }) => each.amount.amountMinor);
    expect(amounts.reduce((a: number, b: number) => a + b, 0)).toBe(paidMinor);
  });

  test('parallel whole refunds give the money and the coupon back once', async () => {
    const batchId = await newOffer(api.database, { ...content({}), restore: 'if_valid', budgetMinor: 100 });
    const { orderId, couponIds } = await buy([['MUG', 1]], [batchId]);
    const replies = await Promise.all(Array.from({ length: 10 }, () => refund(orderId, { whole: true })));
    expect(countCodes(replies)).toEqual({ '201': 1, NOTHING_TO_REFUND: 9 });
    expect((await couponFacts(api.database, couponIds[0]!)).operations).toEqual([0, 1, 2]);
    expect(await budgetFacts(api.database, batchId)).toEqual({ total: 100, reserved: 0, spent: 0 });
  });
});

describe('who may', () => {
  test('a merchant refunds its own lines of an order that it shares, and no more', async () => {
    const { orderId } = await buy(
      [
        ['MUG', 1],
        ['CUP', 2],
      ],
      [],
      { shippingCode: 'standard' },
    );
    const other = merchantToken(8);
    expect((await refund(orderId, back(1, 1), other)).body).toMatchObject({
      code: 'REFUND_INVALID',
      errors: [{ pointer: '/lines/0/lineNo', code: 'LINE_NOT_FOUND' }],
    });
    for (const request of [{ whole: true }, { ...back(2, 1), shipping: true }]) {
      expect((await refund(orderId, request, other)).body.code).toBe('FORBIDDEN');
    }
    expect((await refund(orderId, back(2, 1), other)).body.amount).toEqual(usd(1_000));
    const listed = (token: string) => api.call('GET', `/v1/orders/${orderId}/refunds`, { token });
    expect((await listed(other)).body.items).toHaveLength(1);
    expect((await listed(merchantToken(7))).body.items).toEqual([]);
    expect((await listed(userToken(shopper.userId))).body.items).toHaveLength(1);
    expect((await refund(orderId, { whole: true }, platformToken())).body.amount).toEqual(usd(2_750));
  });

  test('strangers learn nothing of an order, and users do not refund', async () => {
    const { orderId } = await buy([['MUG', 1]]);
    for (const token of [merchantToken(8), userToken(1)]) {
      const reply = await api.call('GET', `/v1/orders/${orderId}/refunds`, { token });
      expect(reply.body.code).toBe('ORDER_NOT_FOUND');
    }
    expect((await refund(orderId, { whole: true }, merchantToken(8))).body.code).toBe('ORDER_NOT_FOUND');
    expect((await preview(orderId, { whole: true }, merchantToken(8))).body.code).toBe('ORDER_NOT_FOUND');
    expect((await refund(orderId, { whole: true }, userToken(shopper.userId))).status).toBe(403);
  });
});

describe('coupons of orders that are refunded whole', () => {
  const offer = (restore: 'never' | 'if_valid' | 'extended', restoreDays?: number) =>
    newOffer(api.database, { ...content({}), restore, restoreDays });

  /** Pays with a coupon of this batch, which ends at `validUntil` once it is used. */
  async function spend(batchId: string, validUntil: Date): Promise<{ orderId: string; couponId: string }> {
    const couponId = await newCoupon(api.database, { batchId, userId: shopper.userId });
    const items = [{ productId: products.MUG, quantity: 2 }];
    const { orderId } = (await shopper.order({ items, couponIds: [couponId] })).body;
    await shopper.pay(orderId);
    await api.database.change('UPDATE coupon SET valid_until = ? WHERE coupon_id = ?', [
      validUntil,
      couponId,
    ]);
    return { orderId, couponId };
  }
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
  const endOf = async (couponId: string) =>
    (await api.database.row<{ end: Date }>('SELECT valid_until AS end FROM coupon WHERE coupon_id = ?', [
      couponId,
    ]))!.end;

  test('never: it stays used', async () => {
    const { orderId, couponId } = await spend(await offer('never'), inDays(1));
    expect((await refund(orderId, { whole: true })).body.couponsRestored).toEqual([]);
    expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 2, operations: [0, 1] });
  });

  test('if valid: it is available again, and can pay for another order', async () => {
    const { orderId, couponId } = await spend(await offer('if_valid'), inDays(5));
    expect((await refund(orderId, back(1, 1))).body.couponsRestored).toEqual([]);
    expect((await couponFacts(api.database, couponId)).status).toBe(2);
    expect((await preview(orderId, back(1, 1))).body.couponsRestored).toEqual([couponId]);
    expect((await couponFacts(api.database, couponId)).status).toBe(2);
    expect((await refund(orderId, back(1, 1))).body.couponsRestored).toEqual([couponId]);
    expect(await couponFacts(api.database, couponId)).toEqual({
      status: 0,
      orderNo: null,
      locked: false,
      operations: [0, 1, 2],
    });
    expect((await orderOf(orderId)).coupons[0].restoredAt).not.toBeNull();
    const items = [{ productId: products.MUG, quantity: 1 }];
    const again = await shopper.order({ items, couponIds: [couponId] });
    expect((await shopper.pay(again.body.orderId)).status).toBe(201);
    expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1, 2, 0, 1]);
  });

  test('if valid: past its time it stays used', async () => {
    const { orderId, couponId } = await spend(await offer('if_valid'), inDays(-1));
    expect((await refund(orderId, { whole: true })).body.couponsRestored).toEqual([]);
    expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
  });

  test('extended: it is usable for so many days from the refund, and its holder is reminded again', async () => {
    const { orderId, couponId } = await spend(await offer('extended', 10), inDays(-1));
    expect((await refund(orderId, { whole: true })).body.couponsRestored).toEqual([couponId]);
    const end = await endOf(couponId);
    expect(Math.abs(end.getTime() - inDays(10).getTime())).toBeLessThan(60_000);
    const planned = await api.database.rows<{ at: Date }>(
      'SELECT notif_time AS at FROM t_notify_msg WHERE coupon_id = ? AND status = 0 ORDER BY notif_time',
      [couponId],
    );
    expect(planned.map(({ at }) => (end.getTime() - at.getTime()) / DAY_MS)).toEqual([3, 1]);
  });

  test('the policy that held when it was bought counts, whatever the batch says later', async () => {
    const batchId = await offer('if_valid');
    const { orderId, couponId } = await spend(batchId, inDays(5));
    await api.database.change('UPDATE coupon_batch SET restore_policy = 0 WHERE batch_id = ?', [batchId]);
    expect((await refund(orderId, { whole: true })).body.couponsRestored).toEqual([couponId]);
  });

  test('an order of zero gives its coupon back without any money', async () => {
    const batchId = await newOffer(api.database, { content: { amountMinor: 1_250 }, restore: 'if_valid' });
    const { orderId, couponIds } = await buy([['MUG', 1]], [batchId]);
    expect((await refund(orderId, { whole: true })).body).toMatchObject({
      status: 'done',
      paymentId: null,
      amount: usd(0),
      couponsRestored: couponIds,
    });
  });

  test('an order that came back whole is no first order any more', async () => {
    const first = { ...content({ conditions: { firstOrder: true } }), restore: 'if_valid' as const };
    const { orderId, couponIds } = await buy([['MUG', 1]], [await newOffer(api.database, first)]);
    await refund(orderId, { whole: true });
    const items = [{ productId: products.MUG, quantity: 1 }];
    expect((await shopper.order({ items, couponIds })).status).toBe(201);
  });
});

describe('ledger and budget', () => {
  test('the payment notes each coupon by line, split exactly; refunds reverse it to nothing', async () => {
    const batchId = await newOffer(api.database, {
      merchantId: null,
      ...content({ amountMinor: 1_001 }),
      merchantShareBp: 3_333,
      budgetMinor: 5_000,
    });
    const { orderId } = await buy(
      [
        ['MUG', 3],
        ['POT', 1],
        ['CUP', 2],
      ],
      [batchId],
    );
    const entries = await api.database.rows<{ merchant_id: string }>(
      'SELECT merchant_id FROM redemption_entry WHERE order_id = ? ORDER BY line_no',
      [orderId],
    );
    expect(entries.map((entry) => entry.merchant_id)).toEqual(['7', '7', '8']);
    const [left, merchant, platform] = await ledgerOf(orderId);
    expect(left).toBe(1_001);
    expect(merchant! + platform!).toBe(1_001);
    expect(merchant).toBeLessThanOrEqual(333);
    expect((await budgetFacts(api.database, batchId)).spent).toBe(1_001);
    const part = await refund(orderId, back(2, 1));
    const reversed = part.body.reversals[0].amount.amountMinor;
    expect((await budgetFacts(api.database, batchId)).spent).toBe(1_001 - reversed);
    await refund(orderId, { whole: true }, platformToken());
    expect(await ledgerOf(orderId)).toEqual([0, 0, 0]);
    expect((await budgetFacts(api.database, batchId)).spent).toBe(0);
  });

  test('an order that is not paid is not in the ledger', async () => {
    const { orderId } = await buy([['MUG', 1]], [await newOffer(api.database, content({}))], { pay: false });
    expect(await ledgerOf(orderId)).toEqual([0, 0, 0]);
    await shopper.cancel(orderId);
    expect(await ledgerOf(orderId)).toEqual([0, 0, 0]);
  });
});

describe('a refund that the provider refuses', () => {
  /** Every try that is due, as often as it takes. */
  async function tryUntil(refundId: string, status: string): Promise<void> {
    await until(status, async () => {
      await api.database.change('UPDATE refund SET check_at = ? WHERE refund_id = ? AND status = 0', [
        new Date(0),
        refundId,
      ]);
      await api.app.get(SendRefunds).sendDue();
      const row = await api.database.row<{ status: number }>(
        'SELECT status FROM refund WHERE refund_id = ?',
        [refundId],
      );
      return row?.status === ['processing', 'done', 'failed'].indexOf(status);
    });
  }

  test('is tried again, says why, fails visibly in the end, still counts, and can be taken up again', async () => {
    const { orderId } = await buy([['MUG', 2]], [], { pay: false });
    await shopper.pay(orderId, 'sandbox_no_refund');
    const { refundId } = (await refund(orderId, back(1, 1))).body;
    await until('it was refused once', async () => (await orderOf(orderId)).refunds[0].failure !== null);
    expect((await orderOf(orderId)).refunds[0]).toMatchObject({
      status: 'processing',
      failure: 'card_closed',
    });
    const retry = () =>
      api.call('POST', `/v1/orders/${orderId}/refunds/${refundId}/retry`, { token: platformToken() });
    expect((await retry()).body).toMatchObject({
      code: 'REFUND_STATE_CONFLICT',
      refundStatus: 'processing',
    });
    await api.database.change('UPDATE refund SET attempts = 98 WHERE refund_id = ?', [refundId]);
    await tryUntil(refundId, 'failed');
    expect((await refund(orderId, back(1, 2))).body.code).toBe('REFUND_INVALID');
    expect((await refund(orderId, back(1, 1))).body.amount).toEqual(usd(1_250));

    await api.database.change(
      "UPDATE sandbox_charge SET method_token = 'sandbox_ok' WHERE reference IN (SELECT payment_id FROM payment WHERE order_id = ?)",
      [orderId],
    );
    expect(await retry()).toMatchObject({ status: 200, body: { status: 'processing' } });
    await tryUntil(refundId, 'done');
    const other = await api.call('POST', `/v1/orders/${orderId}/refunds/1/retry`, { token: platformToken() });
    expect(other.body.code).toBe('REFUND_NOT_FOUND');
  });
});

test('a preview changes nothing', async () => {
  const { orderId } = await buy([['MUG', 2]], [await newOffer(api.database, content({}))]);
  const before = await orderOf(orderId);
  expect((await preview(orderId, { whole: true })).body).toMatchObject({
    amount: usd(2_400),
    kept: usd(0),
    orderStatus: 'refunded',
  });
  expect(await orderOf(orderId)).toEqual(before);
});
