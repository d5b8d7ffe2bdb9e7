import { startApi, type TestApi } from '../../support/api';
import {
  claimCoupon,
  couponFacts,
  findViolations,
  newCoupon,
  newOffer,
  newProducts,
} from '../../support/checkout';
import { platformToken, userToken } from '../../support/tokens';

let api: TestApi;
let products: Record<string, string>;
let user = 1_000;

beforeAll(async () => {
  api = await startApi();
  products = await newProducts(api, [
    { sku: 'MUG', priceMinor: 1_250, category: 'Home / Kitchen' },
    { sku: 'PEN', priceMinor: 150, category: 'Office' },
    { sku: 'FREE', priceMinor: 0 },
    { sku: 'EURO', currency: 'EUR' },
    { sku: 'GONE', active: false },
  ]);
});
beforeEach(() => {
  user += 1;
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));
afterAll(() => api.stop());

const as = (userId: number | string, method: string, url: string, body?: unknown, key?: string) =>
  api.call(method, url, {
    token: userToken(userId),
    body,
    headers: key ? { 'idempotency-key': key } : {},
  });
const order = (body: object, key?: string) => as(user, 'POST', '/v1/orders', body, key);
const pay = (orderId: string, methodToken = 'sandbox_ok', more = {}) =>
  as(user, 'POST', `/v1/orders/${orderId}/payments`, { methodToken, ...more });
const cancel = (orderId: string) => as(user, 'POST', `/v1/orders/${orderId}/cancel`);
const getOrder = (orderId: string) => as(user, 'GET', `/v1/orders/${orderId}`);
const items = (...pairs: [string, number][]) =>
  pairs.map(([sku, quantity]) => ({ productId: products[sku]!, quantity }));
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

test('from a coupon to a paid order: quote, order, pay', async () => {
  const couponId = await claimCoupon(api, await newOffer(api.database), user);
  const quote = await as(user, 'POST', '/v1/checkout/quotes', { items: items(['MUG', 2], ['PEN', 1]) });
  expect(quote.status).toBe(200);
  expect(quote.body.best).toMatchObject({
    couponIds: [couponId],
    totals: { gross: usd(2_650), payable: usd(2_450) },
  });

  const created = await order({
    items: items(['MUG', 2], ['PEN', 1]),
    couponIds: quote.body.best.couponIds,
    expectedTotal: quote.body.best.totals.payable,
  });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({
    status: 'awaiting_payment',
    totals: { discount: usd(200), payable: usd(2_450) },
  });
  const { orderId } = created.body;
  expect(await couponFacts(api.database, couponId)).toEqual({
    status: 1,
    orderNo: orderId,
    locked: true,
    operations: [0],
  });

  const paid = await pay(orderId, 'sandbox_ok', { amount: usd(2_450) });
  expect(paid.status).toBe(201);
  expect(paid.body).toMatchObject({ orderId, status: 'succeeded', amount: usd(2_450) });
  expect(await couponFacts(api.database, couponId)).toEqual({
    status: 2,
    orderNo: orderId,
    locked: false,
    operations: [0, 1],
  });
  const { body } = await getOrder(orderId);
  expect(body).toMatchObject({ status: 'paid', refunds: [], payments: [{ status: 'succeeded' }] });
  expect(body.lines.map((line: { discount: { amountMinor: number } }) => line.discount.amountMinor)).toEqual([
    189, 11,
  ]);
});

test('a quote has no side effects', async () => {
  const couponId = await claimCoupon(api, await newOffer(api.database), user);
  const count = () =>
    api.database.row(
      'SELECT (SELECT COUNT(*) FROM orders) AS orders, (SELECT COUNT(*) FROM t_coupon_opt_record) AS records',
    );
  const before = await count();
  await as(user, 'POST', '/v1/checkout/quotes', { items: items(['MUG', 1]), couponIds: [couponId] });
  expect(await count()).toEqual(before);
  expect((await couponFacts(api.database, couponId)).status).toBe(0);
});

test('a quote gives all reasons of a coupon that does not apply, with figures', async () => {
  const batchId = await newOffer(api.database, {
    content: {
      threshold: { amountMinor: 5_000 },
      amountMinor: 200,
      conditions: { channels: ['app'] },
    },
  });
  const couponId = await claimCoupon(api, batchId, user);
  const { body } = await as(user, 'POST', '/v1/checkout/quotes', {
    items: items(['MUG', 1]),
    channel: 'web',
  });
  const [quoted] = body.coupons;
  expect(quoted).toMatchObject({ couponId, eligible: false, saves: null });
  expect(quoted.reasons.map(({ code }: { code: string }) => code).sort()).toEqual([
    'CHANNEL_NOT_ALLOWED',
    'THRESHOLD_NOT_MET',
  ]);
  expect(quoted.reasons).toContainEqual(
    expect.objectContaining({ code: 'THRESHOLD_NOT_MET', missingMinor: 3_750 }),
  );
});

test("a merchant's coupon sees only that merchant's lines, and a category includes its descendants", async () => {
  const other = await newProducts(
    api,
    [{ sku: 'OTHER', priceMinor: 9_000, category: 'Home / Deep / Deeper' }],
    '8',
  );
  const rows = await api.database.rows<{ category_id: string; merchant_id: string }>(
    "SELECT category_id, merchant_id FROM category WHERE path = 'Home'",
  );
  const home = rows.map((row) => row.category_id);
  const scope = { kind: 'categories', categoryIds: home };
  const merchants = await claimCoupon(
    api,
    await newOffer(api.database, { type: 1, content: { percentBp: 1_000, scope } }),
    user,
  );
  const platforms = await claimCoupon(
    api,
    await newOffer(api.database, { merchantId: null, type: 1, content: { percentBp: 1_000, scope } }),
    user,
  );
  const cart = [...items(['MUG', 1], ['PEN', 1]), { productId: other.OTHER!, quantity: 1 }];
  const { body } = await as(user, 'POST', '/v1/checkout/quotes', { items: cart });
  const saves = Object.fromEntries(
    body.coupons.map((coupon: { couponId: string; saves: { amountMinor: number } }) => [
      coupon.couponId,
      coupon.saves.amountMinor,
    ]),
  );
  expect(saves).toEqual({ [merchants]: 125, [platforms]: 1_025 });
});

test('a total of zero is paid at once and its coupon used', async () => {
  const batchId = await newOffer(api.database, { content: { amountMinor: 1_250 } });
  const couponId = await claimCoupon(api, batchId, user);
  const created = await order({ items: items(['MUG', 1]), couponIds: [couponId], expectedTotal: usd(0) });
  expect(created.body).toMatchObject({ status: 'paid', totals: { payable: usd(0) } });
  expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 2, operations: [0, 1] });
  expect((await pay(created.body.orderId)).body.code).toBe('ORDER_STATE_CONFLICT');
});

test('a coupon that would take nothing off is refused, not burnt', async () => {
  const batchId = await newOffer(api.database, { type: 1, content: { percentBp: 1_000 } });
  const couponId = await claimCoupon(api, batchId, user);
  const created = await order({ items: items(['FREE', 1]), couponIds: [couponId] });
  expect(created).toMatchObject({ status: 422, body: { code: 'COUPON_NOT_APPLICABLE' } });
  expect(created.body.coupons[0].reasons).toEqual([{ code: 'CONTRIBUTES_NOTHING' }]);
  expect((await couponFacts(api.database, couponId)).status).toBe(0);
});

test('a changed price is refused with the new price, and nothing is locked', async () => {
  const couponId = await claimCoupon(api, await newOffer(api.database), user);
  const created = await order({ items: items(['MUG', 1]), couponIds: [couponId], expectedTotal: usd(1_051) });
  expect(created).toMatchObject({ status: 409, body: { code: 'QUOTE_CHANGED' } });
  expect(created.body.quote.totals.payable).toEqual(usd(1_050));
  expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 0, operations: [] });
});

test('a declined payment leaves the order waiting, and another method pays it', async () => {
  const couponId = await claimCoupon(api, await newOffer(api.database), user);
  const { orderId } = (await order({ items: items(['MUG', 1]), couponIds: [couponId] })).body;
  const declined = await pay(orderId, 'sandbox_declined');
  expect(declined).toMatchObject({ status: 402, body: { code: 'PAYMENT_DECLINED' } });
  expect(declined.body.payment).toMatchObject({ status: 'declined', declineCode: 'card_declined' });
  expect((await couponFacts(api.database, couponId)).status).toBe(1);
  expect((await pay(orderId)).status).toBe(201);
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
});

test('a payment of another amount or currency is refused before the provider is asked', async () => {
  const { orderId } = (await order({ items: items(['MUG', 1]) })).body;
  for (const amount of [usd(1), { amountMinor: 1_250, currency: 'EUR' }]) {
    const reply = await pay(orderId, 'sandbox_ok', { amount });
    expect(reply).toMatchObject({ status: 409, body: { code: 'PAYMENT_MISMATCH', payable: usd(1_250) } });
  }
  expect((await getOrder(orderId)).body.payments).toEqual([]);
});

test('a coupon for one way to pay is checked again at the payment, and the order still waits', async () => {
  const content = { amountMinor: 200, conditions: { paymentMethods: ['card'] } };
  const couponId = await claimCoupon(api, await newOffer(api.database, { content }), user);
  const body = { items: items(['MUG', 1]), couponIds: [couponId], paymentMethod: 'card' };
  const { orderId } = (await order(body)).body;
  expect(await pay(orderId, 'sandbox_ok', { paymentMethod: 'wallet' })).toMatchObject({
    status: 409,
    body: { code: 'PAYMENT_METHOD_NOT_ALLOWED', coupons: [{ couponId, allowed: ['card'] }] },
  });
  expect((await getOrder(orderId)).body).toMatchObject({ status: 'awaiting_payment', payments: [] });
  expect((await pay(orderId, 'sandbox_ok', { paymentMethod: 'card' })).status).toBe(201);
});

test('refusals because of coupons tell what the purchase costs now', async () => {
  const batchId = await newOffer(api.database);
  const [first, second] = [await claimCoupon(api, batchId, user), await claimCoupon(api, batchId, user)];
  const mug = items(['MUG', 1]);
  await order({ items: mug, couponIds: [first] });
  const taken = await order({ items: mug, couponIds: [first] });
  expect(taken).toMatchObject({ status: 409, body: { code: 'COUPON_NOT_AVAILABLE' } });
  expect(taken.body.quote).toMatchObject({ couponIds: [second], totals: { payable: usd(1_050) } });
  const expired = await newCoupon(api.database, { batchId, userId: user, validUntil: new Date(1) });
  const changed = await order({ items: mug, couponIds: [expired], expectedTotal: usd(1_050) });
  expect(changed).toMatchObject({ status: 409, body: { code: 'QUOTE_CHANGED' } });
  expect(changed.body.coupons[0].reasons[0].code).toBe('EXPIRED');
  expect(changed.body.quote.couponIds).toEqual([second]);
});

test('cancelling gives the coupon back; repeating it changes nothing; a paid order stays paid', async () => {
  const couponId = await claimCoupon(api, await newOffer(api.database), user);
  const body = { items: items(['MUG', 1]), couponIds: [couponId] };
  const { orderId } = (await order(body)).body;
  expect(await cancel(orderId)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(await cancel(orderId)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(await couponFacts(api.database, couponId)).toEqual({
    status: 0,
    orderNo: null,
    locked: false,
    operations: [0, 2],
  });
  expect(await pay(orderId)).toMatchObject({
    status: 409,
    body: { code: 'ORDER_STATE_CONFLICT', orderStatus: 'cancelled' },
  });

  const again = (await order(body)).body.orderId;
  await pay(again);
  expect(await cancel(again)).toMatchObject({
    status: 409,
    body: { code: 'ORDER_STATE_CONFLICT', orderStatus: 'paid' },
  });
  expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 2, 0, 1]);
});

test('a coupon whose time passed while it was locked is used if the order is paid, and expired if it is cancelled', async () => {
  const batchId = await newOffer(api.database);
  const soon = new Date(Date.now() + 1_000);
  const kept = await newCoupon(api.database, { batchId, userId: user, validUntil: soon });
  const lost = await newCoupon(api.database, { batchId, userId: user, validUntil: soon });
  const [first, second] = [
    (await order({ items: items(['MUG', 1]), couponIds: [kept] })).body.orderId,
    (await order({ items: items(['MUG', 1]), couponIds: [lost] })).body.orderId,
  ];
  await api.database.change('UPDATE coupon SET valid_until = ? WHERE coupon_id IN (?)', [
    new Date(Date.now() - 1_000),
    [kept, lost],
  ]);
  expect((await pay(first)).status).toBe(201);
  expect(await cancel(second)).toMatchObject({ status: 200 });
  expect(await couponFacts(api.database, kept)).toMatchObject({ status: 2, operations: [0, 1] });
  expect(await couponFacts(api.database, lost)).toMatchObject({ status: 3, operations: [0, 3] });
});

test('coupons that are taken, foreign or out of their time say so, and the order is not written', async () => {
  const batchId = await newOffer(api.database);
  const day = 86_400_000;
  const taken = await newCoupon(api.database, { batchId, userId: user, status: 4 });
  const foreign = await newCoupon(api.database, { batchId, userId: user + 500_000 });
  const expired = await newCoupon(api.database, {
    batchId,
    userId: user,
    validUntil: new Date(Date.now() - day),
  });
  const early = await newCoupon(api.database, {
    batchId,
    userId: user,
    validFrom: new Date(Date.now() + day / 2),
  });
  const mug = items(['MUG', 1]);
  expect(await order({ items: mug, couponIds: [taken] })).toMatchObject({
    status: 409,
    body: { code: 'COUPON_NOT_AVAILABLE', coupons: [{ couponId: taken, status: 'revoked' }] },
  });
  expect(await order({ items: mug, couponIds: [foreign] })).toMatchObject({
    status: 404,
    body: { code: 'COUPON_NOT_FOUND' },
  });
  const both = await order({ items: mug, couponIds: [expired, early] });
  expect(both).toMatchObject({ status: 422, body: { code: 'COUPON_NOT_APPLICABLE' } });
  const reasons = Object.fromEntries(
    both.body.coupons.map(({ couponId, reasons: own }: { couponId: string; reasons: { code: string }[] }) => [
      couponId,
      own.map(({ code }) => code),
    ]),
  );
  expect(reasons[expired]).toContain('EXPIRED');
  expect(reasons[early]).toContain('NOT_YET_VALID');
  expect((await as(user, 'GET', '/v1/orders')).body.items).toEqual([]);
});

test('products that do not exist, are not sold or have another currency are pointed at', async () => {
  const missing = await order({
    items: [...items(['MUG', 1], ['GONE', 1]), { productId: '999999', quantity: 1 }],
  });
  expect(missing).toMatchObject({ status: 422, body: { code: 'PRODUCT_NOT_FOUND' } });
  expect(missing.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/items/1/productId',
    '/items/2/productId',
  ]);
  const mixed = await order({ items: items(['MUG', 1], ['EURO', 1]) });
  expect(mixed.body).toMatchObject({ code: 'CART_INVALID', errors: [{ code: 'MIXED_CURRENCIES' }] });
});

test('shipping is charged as the platform priced it, and a coupon can waive it', async () => {
  const rate = await api.call('PUT', '/v1/shipping-rates/standard', {
    token: platformToken(),
    body: { price: usd(495) },
  });
  expect(rate.status).toBe(200);
  const batchId = await newOffer(api.database, { type: 2, content: { offer: { kind: 'freeShipping' } } });
  const couponId = await claimCoupon(api, batchId, user);
  const plain = await order({ items: items(['MUG', 1]), shippingCode: 'standard' });
  expect(plain.body.totals).toMatchObject({ shipping: usd(495), payable: usd(1_745) });
  const free = await order({ items: items(['MUG', 1]), shippingCode: 'standard', couponIds: [couponId] });
  expect(free.body.totals).toMatchObject({ shippingDiscount: usd(495), payable: usd(1_250) });
  expect(await order({ items: items(['MUG', 1]), shippingCode: 'by-owl' })).toMatchObject({
    status: 422,
    body: { code: 'CART_INVALID', errors: [{ pointer: '/shippingCode' }] },
  });
});

test('a free item becomes a line of price zero; one that is not sold makes the coupon unusable and says so', async () => {
  const offer = (productId: string) => ({
    type: 2,
    content: { offer: { kind: 'freeItem', productId, unitValueMinor: 150 } },
  });
  const good = await claimCoupon(api, await newOffer(api.database, offer(products.PEN!)), user);
  const bad = await claimCoupon(api, await newOffer(api.database, offer(products.GONE!)), user);
  const created = await order({ items: items(['MUG', 1]), couponIds: [good] });
  expect(created.body.lines[1]).toMatchObject({
    lineNo: 2,
    sku: 'PEN',
    payable: usd(0),
    giftOfCouponId: good,
  });
  const refused = await order({ items: items(['MUG', 1]), couponIds: [bad] });
  expect(refused).toMatchObject({ status: 422, body: { code: 'COUPON_NOT_APPLICABLE' } });
  expect(refused.body.coupons[0].reasons).toEqual([{ code: 'GIFT_NOT_SOLD', productId: products.GONE }]);
});

test('several coupons of different groups pay for one order together', async () => {
  const offer = (group: string, amountMinor: number) =>
    newOffer(api.database, { content: { amountMinor, stacking: { mode: 'group', group } } });
  const first = await claimCoupon(api, await offer('a', 100), user);
  const second = await claimCoupon(api, await offer('b', 50), user);
  const { body } = await order({ items: items(['MUG', 1], ['PEN', 3]), couponIds: [second, first] });
  expect(body.totals).toMatchObject({ discount: usd(150), payable: usd(1_550) });
  await cancel(body.orderId);
  for (const couponId of [first, second]) {
    expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 2]);
  }
});

test("another user's order does not exist; the platform sees it", async () => {
  const { orderId } = (await order({ items: items(['MUG', 1]) })).body;
  const stranger = user + 700_000;
  for (const [method, url, body] of [
    ['GET', `/v1/orders/${orderId}`, undefined],
    ['POST', `/v1/orders/${orderId}/payments`, { methodToken: 'sandbox_ok' }],
    ['POST', `/v1/orders/${orderId}/cancel`, undefined],
  ] as const) {
    expect(await as(stranger, method, url, body)).toMatchObject({
      status: 404,
      body: { code: 'ORDER_NOT_FOUND' },
    });
  }
  const seen = await api.call('GET', `/v1/orders/${orderId}`, { token: platformToken() });
  expect(seen.body.orderId).toBe(orderId);
});

test('orders are listed latest first, page by page', async () => {
  const ids: string[] = [];
  for (let at = 0; at < 5; at++) ids.unshift((await order({ items: items(['PEN', 1]) })).body.orderId);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: { orderId: string }[]; nextCursor: string | null } = (
      await as(user, 'GET', `/v1/orders?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
    ).body;
    seen.push(...page.items.map(({ orderId }) => orderId));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(ids);
});

test('the same Idempotency-Key 50 times in parallel is one order and one answer; other input is refused', async () => {
  const couponId = await claimCoupon(api, await newOffer(api.database), user);
  const body = { items: items(['MUG', 1]), couponIds: [couponId] };
  const replies = await Promise.all(Array.from({ length: 50 }, () => order(body, 'key-1')));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(replies.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  expect((await as(user, 'GET', '/v1/orders')).body.items).toHaveLength(1);
  expect(await order({ ...body, couponIds: [] }, 'key-1')).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
});

test('the same key on 20 parallel payments charges once', async () => {
  const { orderId } = (await order({ items: items(['MUG', 1]) })).body;
  const replies = await Promise.all(
    Array.from({ length: 20 }, () =>
      as(user, 'POST', `/v1/orders/${orderId}/payments`, { methodToken: 'sandbox_ok' }, 'pay-1'),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect((await getOrder(orderId)).body.payments).toHaveLength(1);
});
