import { CloseExternalHolds } from '../../../src/modules/order/application/external-holds/close-external-holds';
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
import { newOrderSystem, type OrderSystem, outsideCart } from '../../support/outside-orders';
import { countCodes, newShopper } from '../../support/shopper';
import { explainAll } from '../../support/statements/plans';
import { sentStatement } from '../../support/statements/sent-sql';
import { merchantToken, platformToken, userToken } from '../../support/tokens';

const ROUNDS = Number(process.env.RACE_ROUNDS ?? 25);

let api: TestApi;
let shop: OrderSystem;
let batchId: string;
let userId = 20_000;
let lastOrder = 0;

beforeAll(async () => {
  api = await startApi();
  shop = newOrderSystem(api, 'shop');
  batchId = await newOffer(api.database);
});
beforeEach(() => {
  userId++;
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));
afterAll(() => api.stop());

const newOrderNo = () => `SO-${++lastOrder}`;
const claim = (offer = batchId) => claimCoupon(api, offer, userId);
const facts = (couponId: string) => couponFacts(api.database, couponId);
const past = () => new Date(Date.now() - 60_000);
const tryOf = (couponIds: string[], more: object = {}) => ({
  orderNo: newOrderNo(),
  userId: String(userId),
  couponIds,
  ...more,
});

async function newTry(more: object = {}) {
  const couponId = await claim();
  const body = tryOf([couponId], more);
  return { couponId, body, orderNo: body.orderNo };
}

/** The scan of a worker, once the lock's time is over. */
async function timeOut(orderNo: string): Promise<void> {
  await api.database.change('UPDATE coupon_lock SET locked_until = ? WHERE order_no = ?', [past(), orderNo]);
  await api.app.get(CloseExternalHolds).releaseDue();
}

describe('try', () => {
  test('holds the coupon and says until when', async () => {
    const { couponId, body, orderNo } = await newTry({ ttlSeconds: 120 });
    const before = Date.now();
    const reply = await shop.try(body);
    expect(reply).toMatchObject({
      status: 201,
      body: { orderNo, userId: String(userId), couponIds: [couponId], status: 'locked', priced: null },
    });
    const heldMs = Date.parse(reply.body.lockedUntil) - before;
    expect(heldMs).toBeGreaterThan(118_000);
    expect(heldMs).toBeLessThan(125_000);
    expect(await facts(couponId)).toMatchObject({ status: 1, locked: true, operations: [0] });
    expect((await shop.get(orderNo)).body).toEqual(reply.body);
  });

  test('prices a cart of own lines, with the share of each line', async () => {
    const { couponId, body } = await newTry();
    const cart = outsideCart({}, { shippingMinor: 500 });
    cart.lines.push({ ...cart.lines[0]!, productId: '556', unitPriceMinor: 250 });
    const { status, body: answer } = await shop.try({ ...body, cart });
    expect(status).toBe(201);
    const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
    expect(answer.priced.lines).toEqual([
      expect.objectContaining({
        lineNo: 1,
        productId: '555',
        gross: usd(1_250),
        discount: usd(167),
        payable: usd(1_083),
      }),
      expect.objectContaining({
        lineNo: 2,
        productId: '556',
        gross: usd(250),
        discount: usd(33),
        payable: usd(217),
      }),
    ]);
    expect(answer.priced.coupons).toEqual([
      expect.objectContaining({
        couponId,
        discount: usd(200),
        shares: [
          { lineNo: 1, amount: usd(167) },
          { lineNo: 2, amount: usd(33) },
        ],
      }),
    ]);
    expect(answer.priced.totals).toMatchObject({ payable: usd(1_800), shipping: usd(500) });
  });

  test('refuses with ALL reasons of every coupon, and leaves nothing behind', async () => {
    const poor = await claim(
      await newOffer(api.database, { content: { threshold: { amountMinor: 2_000 }, amountMinor: 200 } }),
    );
    const foreign = await claim(await newOffer(api.database, { currency: 'EUR' }));
    const body = tryOf([poor, foreign], { cart: outsideCart() });
    const reply = await shop.try(body);
    expect(reply).toMatchObject({ status: 422, body: { code: 'COUPON_NOT_APPLICABLE' } });
    const reasons = Object.fromEntries(
      reply.body.coupons.map((coupon: { couponId: string; reasons: { code: string }[] }) => [
        coupon.couponId,
        coupon.reasons.map(({ code }) => code).sort(),
      ]),
    );
    expect(reasons[poor]).toContain('THRESHOLD_NOT_MET');
    expect(reasons[poor]).toContain('STACK_GROUP_CONFLICT');
    expect(reasons[foreign]).toContain('CURRENCY_MISMATCH');
    expect((await shop.get(body.orderNo)).status).toBe(404);
    expect(await facts(poor)).toMatchObject({ status: 0, operations: [] });
    expect((await shop.try({ ...body, couponIds: [await claim()] })).status).toBe(201);
  });

  test('a coupon whose time has passed or has not come is refused with or without a cart', async () => {
    const ended = await newCoupon(api.database, { batchId, userId, validUntil: past() });
    const soon = await newCoupon(api.database, { batchId, userId, validFrom: new Date(Date.now() + 60_000) });
    for (const cart of [undefined, outsideCart()]) {
      for (const [couponId, code] of [
        [ended, 'EXPIRED'],
        [soon, 'NOT_YET_VALID'],
      ] as const) {
        const reply = await shop.try(tryOf([couponId], { cart }));
        expect(reply).toMatchObject({ status: 422, body: { coupons: [{ couponId, reasons: [{ code }] }] } });
      }
    }
  });

  test("another user's coupon does not exist, a used one is not available", async () => {
    const { couponId, body } = await newTry();
    const other = await claimCoupon(api, batchId, ++userId);
    expect(await shop.try({ ...body, couponIds: [other] })).toMatchObject({
      status: 404,
      body: { code: 'COUPON_NOT_FOUND' },
    });
    await shop.try(body);
    await shop.confirm(body.orderNo);
    expect(await shop.try({ ...body, orderNo: newOrderNo() })).toMatchObject({
      status: 409,
      body: { code: 'COUPON_NOT_AVAILABLE', coupons: [{ couponId, status: 'used' }] },
    });
  });

  test('repeated: the same bytes, also after the confirm; with other input 422', async () => {
    const { couponId, body, orderNo } = await newTry({ cart: outsideCart() });
    const first = await shop.try(body);
    const again = await shop.try(body);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await shop.try({ ...body, ttlSeconds: 60 })).toMatchObject({
      status: 422,
      body: { code: 'COUPON_LOCK_REUSED' },
    });
    await shop.confirm(orderNo);
    expect((await shop.try(body)).text).toBe(first.text);
    expect((await facts(couponId)).operations).toEqual([0, 1]);
  });

  test('a coupon with a budget needs a cart, and reserves what it gives away', async () => {
    const budgeted = await newOffer(api.database, { budgetMinor: 300 });
    const [first, second] = [await claim(budgeted), await claim(budgeted)];
    expect(await shop.try(tryOf([first]))).toMatchObject({
      status: 422,
      body: { coupons: [{ couponId: first, reasons: [{ code: 'CART_REQUIRED' }] }] },
    });
    const order = tryOf([first], { cart: outsideCart() });
    expect((await shop.try(order)).status).toBe(201);
    expect(await budgetFacts(api.database, budgeted)).toEqual({ total: 300, reserved: 200, spent: 0 });
    expect(await shop.try(tryOf([second], { cart: outsideCart() }))).toMatchObject({
      status: 409,
      body: {
        code: 'BUDGET_EXHAUSTED',
        coupons: [{ couponId: second, reasons: [{ requiredMinor: 200, leftMinor: 100 }] }],
      },
    });
    await shop.confirm(order.orderNo);
    expect(await budgetFacts(api.database, budgeted)).toEqual({ total: 300, reserved: 0, spent: 200 });
  });

  test('a coupon for the first order: an order of ours or outside takes it, one that the client knows of too', async () => {
    const content = { amountMinor: 100, conditions: { firstOrder: true } };
    const first = await newOffer(api.database, { content });
    const [one, two] = [await claim(first), await claim(first)];
    const refused = { status: 422, body: { coupons: [{ reasons: [{ code: 'NOT_FIRST_ORDER' }] }] } };
    expect(await shop.try(tryOf([one], { cart: outsideCart(), firstOrder: false }))).toMatchObject(refused);
    const won = tryOf([one], { cart: outsideCart() });
    expect((await shop.try(won)).status).toBe(201);
    expect(await shop.try(tryOf([two], { cart: outsideCart() }))).toMatchObject(refused);
    await shop.cancel(won.orderNo);
    expect((await shop.try(tryOf([two], { cart: outsideCart() }))).status).toBe(201);
  });
});

describe('confirm', () => {
  test('uses the coupon and writes the ledger with its funding; repeated, the same answer', async () => {
    const offer = await newOffer(api.database, { merchantShareBp: 2_500 });
    const couponId = await claim(offer);
    const body = tryOf([couponId], { cart: outsideCart() });
    await shop.try(body);
    const first = await shop.confirm(body.orderNo);
    expect(first).toMatchObject({ status: 200, body: { status: 'confirmed', couponIds: [couponId] } });
    expect(first.body.confirmedAt).not.toBeNull();
    const again = await shop.confirm(body.orderNo);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect((await shop.get(body.orderNo)).body).toEqual(first.body);
    expect(await facts(couponId)).toMatchObject({ status: 2, locked: false, operations: [0, 1] });
    const ledger = await api.database.rows(
      `SELECT line_no, part, merchant_id, amount_minor, merchant_minor, platform_minor FROM redemption_entry
       WHERE coupon_id = ?`,
      [couponId],
    );
    expect(ledger).toEqual([
      {
        line_no: 1,
        part: 0,
        merchant_id: '7',
        amount_minor: '200',
        merchant_minor: '50',
        platform_minor: '150',
      },
    ]);
  });

  test('shipping and gifts stand in the ledger as well', async () => {
    const group = (name: string) => ({ stacking: { mode: 'group', group: name } });
    const shipping = await claim(
      await newOffer(api.database, { type: 2, content: { offer: { kind: 'freeShipping' }, ...group('s') } }),
    );
    const gift = await claim(
      await newOffer(api.database, {
        type: 2,
        content: {
          offer: { kind: 'freeItem', productId: '777', quantity: 2, unitValueMinor: 150 },
          ...group('g'),
        },
      }),
    );
    const body = tryOf([shipping, gift], { cart: outsideCart({}, { shippingMinor: 400 }) });
    const { status, body: answer } = await shop.try(body);
    expect(status).toBe(201);
    expect(answer.priced.gifts).toMatchObject([{ lineNo: 2, couponId: gift, productId: '777', quantity: 2 }]);
    await shop.confirm(body.orderNo);
    const ledger = await api.database.rows(
      'SELECT coupon_id, line_no, part, amount_minor FROM redemption_entry WHERE coupon_id IN (?) ORDER BY part',
      [[shipping, gift]],
    );
    expect(ledger).toEqual([
      { coupon_id: shipping, line_no: 0, part: 1, amount_minor: '400' },
      { coupon_id: gift, line_no: 2, part: 2, amount_minor: '300' },
    ]);
  });

  test('without its try: 404; after a cancel: 409', async () => {
    expect(await shop.confirm(newOrderNo())).toMatchObject({
      status: 404,
      body: { code: 'COUPON_LOCK_NOT_FOUND' },
    });
    const { couponId, body, orderNo } = await newTry();
    await shop.try(body);
    await shop.cancel(orderNo);
    expect(await shop.confirm(orderNo)).toMatchObject({
      status: 409,
      body: { code: 'COUPON_LOCK_STATE_CONFLICT', lockStatus: 'cancelled' },
    });
    expect(await facts(couponId)).toMatchObject({ status: 0, operations: [0, 2] });
  });

  test('a coupon that was locked in time is honoured past its end', async () => {
    const { couponId, body, orderNo } = await newTry();
    await shop.try(body);
    await api.database.change('UPDATE coupon SET valid_until = ? WHERE coupon_id = ?', [past(), couponId]);
    expect((await shop.confirm(orderNo)).status).toBe(200);
    expect(await facts(couponId)).toMatchObject({ status: 2, operations: [0, 1] });
  });

  test('past the time but before the scan it still holds its coupon', async () => {
    const { couponId, body, orderNo } = await newTry();
    await shop.try(body);
    await api.database.change('UPDATE coupon_lock SET locked_until = ? WHERE order_no = ?', [
      past(),
      orderNo,
    ]);
    expect((await shop.confirm(orderNo)).status).toBe(200);
    await api.app.get(CloseExternalHolds).releaseDue();
    expect(await facts(couponId)).toMatchObject({ status: 2, operations: [0, 1] });
  });
});

describe('cancel', () => {
  test('gives coupon and budget back; repeated, the same answer', async () => {
    const budgeted = await newOffer(api.database, { budgetMinor: 200 });
    const couponId = await claim(budgeted);
    const body = tryOf([couponId], { cart: outsideCart() });
    await shop.try(body);
    const first = await shop.cancel(body.orderNo);
    expect(first).toMatchObject({ status: 200, body: { status: 'cancelled', couponIds: [couponId] } });
    expect(await shop.cancel(body.orderNo)).toMatchObject({ status: 200, body: first.body });
    expect(await facts(couponId)).toEqual({ status: 0, orderNo: null, locked: false, operations: [0, 2] });
    expect(await budgetFacts(api.database, budgeted)).toEqual({ total: 200, reserved: 0, spent: 0 });
  });

  test('before its try it refuses the late try, however often either comes', async () => {
    const { couponId, body, orderNo } = await newTry();
    const first = await shop.cancel(orderNo);
    expect(first).toMatchObject({ status: 200, body: { status: 'cancelled', userId: null, couponIds: [] } });
    const conflict = { status: 409, body: { code: 'COUPON_LOCK_STATE_CONFLICT', lockStatus: 'cancelled' } };
    expect(await shop.try(body)).toMatchObject(conflict);
    expect((await shop.cancel(orderNo)).body).toEqual(first.body);
    expect(await shop.try(body)).toMatchObject(conflict);
    expect(await shop.confirm(orderNo)).toMatchObject(conflict);
    expect(await facts(couponId)).toMatchObject({ status: 0, operations: [] });
  });

  test('after a confirm: 409, and the coupon stays used', async () => {
    const { couponId, body, orderNo } = await newTry();
    await shop.try(body);
    await shop.confirm(orderNo);
    expect(await shop.cancel(orderNo)).toMatchObject({
      status: 409,
      body: { code: 'COUPON_LOCK_STATE_CONFLICT', lockStatus: 'confirmed' },
    });
    expect(await facts(couponId)).toMatchObject({ status: 2, operations: [0, 1] });
  });
});

describe('the time-out', () => {
  test('gives coupon and budget back; a late try is refused, a late cancel changes nothing more', async () => {
    const budgeted = await newOffer(api.database, { budgetMinor: 200 });
    const couponId = await claim(budgeted);
    const body = tryOf([couponId], { cart: outsideCart() });
    await shop.try(body);
    await timeOut(body.orderNo);
    await api.app.get(CloseExternalHolds).releaseDue();
    expect((await shop.get(body.orderNo)).body.status).toBe('timed_out');
    expect(await facts(couponId)).toEqual({ status: 0, orderNo: null, locked: false, operations: [0, 2] });
    expect(await budgetFacts(api.database, budgeted)).toEqual({ total: 200, reserved: 0, spent: 0 });
    expect(await shop.try(body)).toMatchObject({ status: 409, body: { lockStatus: 'timed_out' } });
    expect(await shop.cancel(body.orderNo)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect((await facts(couponId)).operations).toEqual([0, 2]);
  });

  test('a coupon whose own time has passed meanwhile is expired then', async () => {
    const { couponId, body, orderNo } = await newTry();
    await shop.try(body);
    await api.database.change('UPDATE coupon SET valid_until = ? WHERE coupon_id = ?', [past(), couponId]);
    await timeOut(orderNo);
    expect(await facts(couponId)).toMatchObject({ status: 3, operations: [0, 3] });
    expect(await shop.confirm(orderNo)).toMatchObject({
      status: 409,
      body: { code: 'COUPON_NOT_AVAILABLE', coupons: [{ couponId, status: 'expired' }] },
    });
  });

  test('confirm after it locks the coupon again if it is still free', async () => {
    const budgeted = await newOffer(api.database, { budgetMinor: 200 });
    const couponId = await claim(budgeted);
    const body = tryOf([couponId], { cart: outsideCart() });
    await shop.try(body);
    await timeOut(body.orderNo);
    expect(await shop.confirm(body.orderNo)).toMatchObject({
      status: 200,
      body: { status: 'confirmed', closedAt: null },
    });
    expect(await facts(couponId)).toMatchObject({ status: 2, operations: [0, 2, 0, 1] });
    expect(await budgetFacts(api.database, budgeted)).toEqual({ total: 200, reserved: 0, spent: 200 });
  });

  test('confirm after it is refused when another order has the coupon, or the budget is gone', async () => {
    const taken = await newTry();
    await shop.try(taken.body);
    await timeOut(taken.orderNo);
    const other = tryOf([taken.couponId]);
    await shop.try(other);
    expect(await shop.confirm(taken.orderNo)).toMatchObject({
      status: 409,
      body: { code: 'COUPON_NOT_AVAILABLE', coupons: [{ status: 'locked' }] },
    });
    await shop.cancel(other.orderNo);
    expect((await shop.confirm(taken.orderNo)).status).toBe(200);

    const budgeted = await newOffer(api.database, { budgetMinor: 200 });
    const [one, two] = [await claim(budgeted), await claim(budgeted)];
    const late = tryOf([one], { cart: outsideCart() });
    await shop.try(late);
    await timeOut(late.orderNo);
    await shop.try(tryOf([two], { cart: outsideCart() }));
    expect(await shop.confirm(late.orderNo)).toMatchObject({
      status: 409,
      body: { code: 'BUDGET_EXHAUSTED' },
    });
    expect(await facts(one)).toMatchObject({ status: 0, operations: [0, 2] });
  });

  test('the scan finds what is due by its index, and reads no more than a page', async () => {
    await api.app.get(CloseExternalHolds).releaseDue();
    const statement = sentStatement(/ FROM coupon_lock WHERE status = 0 AND locked_until <= \? ORDER BY/);
    expect(statement.sql).toMatch(/LIMIT \?$/);
    const plan = await explainAll(api.database, statement);
    expect(plan).toMatchObject([{ key: 'ix_coupon_lock_due' }]);
  });
});

describe('who and what', () => {
  test('a client sees its own order numbers only: the same number of two clients is two orders', async () => {
    const rival = newOrderSystem(api, 'rival');
    const { couponId, body, orderNo } = await newTry();
    await shop.try(body);
    expect((await rival.get(orderNo)).status).toBe(404);
    expect((await rival.confirm(orderNo)).status).toBe(404);
    expect(await rival.try(body)).toMatchObject({ status: 409, body: { code: 'COUPON_NOT_AVAILABLE' } });
    expect(await rival.cancel(orderNo)).toMatchObject({ status: 200, body: { userId: null } });
    expect((await shop.get(orderNo)).body.status).toBe('locked');
    expect(await facts(couponId)).toMatchObject({ status: 1 });
  });

  test('only the role service may call', async () => {
    for (const token of [userToken(1), merchantToken(), platformToken()]) {
      expect((await api.call('POST', '/v1/coupon-locks/X/cancel', { token })).status).toBe(403);
    }
    expect((await api.call('POST', '/v1/coupon-locks/X/cancel')).status).toBe(401);
  });

  test.each<[string, object, string]>([
    ['no coupons', { couponIds: [] }, '/couponIds'],
    ['a coupon twice', { couponIds: ['1', '1'] }, '/couponIds'],
    ['a user that is no id', { userId: 'x' }, '/userId'],
    ['an order number with a slash', { orderNo: 'a/b' }, '/orderNo'],
    ['no order number', { orderNo: undefined }, '/orderNo'],
    ['no time', { ttlSeconds: 0 }, '/ttlSeconds'],
    ['more than a day', { ttlSeconds: 86_401 }, '/ttlSeconds'],
    ['a cart that is null in disguise', { cart: [] }, '/cart'],
    ['a cart without lines', { cart: { currency: 'USD', lines: [] } }, '/cart/lines'],
    ['a price below zero', { cart: outsideCart({ unitPriceMinor: -1 }) }, '/cart/lines/0/unitPriceMinor'],
    ['half a piece', { cart: outsideCart({ quantity: 0.5 }) }, '/cart/lines/0/quantity'],
    ['a line of nobody', { cart: outsideCart({ merchantId: undefined }) }, '/cart/lines/0/merchantId'],
    ['a field that is none', { discount: 5 }, '/discount'],
  ])('%s: 400 that names the field, and nothing is changed', async (_name, fault, pointer) => {
    const couponId = await claim();
    const reply = await shop.try({ ...tryOf([couponId]), ...fault } as Parameters<OrderSystem['try']>[0]);
    expect(reply).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect(await facts(couponId)).toMatchObject({ status: 0, operations: [] });
  });

  test('a cart past what sums can hold: 422', async () => {
    const cart = outsideCart({ unitPriceMinor: 1_000_000_000_000, quantity: 100_000 });
    expect(await shop.try(tryOf([await claim()], { cart }))).toMatchObject({
      status: 422,
      body: { code: 'CART_INVALID', errors: [{ pointer: '/cart/lines' }] },
    });
  });

  test('an order number that can not be one: 400', async () => {
    expect(await shop.get('%20')).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'orderNo' }] },
    });
  });
});

describe('at the same time', () => {
  test('50 tries of one coupon under different order numbers: one wins', async () => {
    const couponId = await claim();
    const replies = await Promise.all(Array.from({ length: 50 }, () => shop.try(tryOf([couponId]))));
    expect(countCodes(replies)).toEqual({ '201': 1, COUPON_NOT_AVAILABLE: 49 });
    expect((await facts(couponId)).operations).toEqual([0]);
  });

  test('50 times the same try: one effect, the same bytes', async () => {
    const { couponId, body } = await newTry({ cart: outsideCart() });
    const replies = await Promise.all(Array.from({ length: 50 }, () => shop.try(body)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect((await facts(couponId)).operations).toEqual([0]);
  });

  test('try and cancel: the coupon is free in the end, whichever came first', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { couponId, body, orderNo } = await newTry();
      const [tried, cancelled] = await Promise.all([shop.try(body), shop.cancel(orderNo)]);
      expect([201, 409]).toContain(tried.status);
      expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
      expect(await facts(couponId)).toMatchObject({
        status: 0,
        operations: tried.status === 201 ? [0, 2] : [],
      });
    }
  });

  test('confirm, cancel and the scan: one of them decides, each coupon once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { couponId, body, orderNo } = await newTry();
      await shop.try(body);
      await api.database.change('UPDATE coupon_lock SET locked_until = ? WHERE order_no = ?', [
        past(),
        orderNo,
      ]);
      const [confirmed, cancelled] = await Promise.all([
        shop.confirm(orderNo),
        shop.cancel(orderNo),
        api.app.get(CloseExternalHolds).releaseDue(),
        api.app.get(CloseExternalHolds).releaseDue(),
      ]);
      expect([confirmed.status, cancelled.status].sort()).toEqual([200, 409]);
      const { status } = (await shop.get(orderNo)).body;
      expect(status).toBe(confirmed.status === 200 ? 'confirmed' : 'cancelled');
      expect((await facts(couponId)).status).toBe(status === 'confirmed' ? 2 : 0);
    }
  });

  test('an order of ours and one outside: the coupon pays for one of them', async () => {
    const { MUG } = await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }]);
    const shopper = newShopper(api);
    for (let round = 0; round < ROUNDS; round++) {
      const couponId = await claimCoupon(api, batchId, shopper.userId);
      const [own, outside] = await Promise.all([
        shopper.order({ items: [{ productId: MUG, quantity: 1 }], couponIds: [couponId] }),
        shop.try({ orderNo: newOrderNo(), userId: String(shopper.userId), couponIds: [couponId] }),
      ]);
      expect([own.status, outside.status].sort()).toEqual([201, 409]);
      expect((await facts(couponId)).operations).toEqual([0]);
    }
  });

  test('tries that share coupons in opposite order never hold half of them', async () => {
    const offers = await Promise.all(
      ['a', 'b', 'c'].map((group) =>
        newOffer(api.database, { content: { amountMinor: 100, stacking: { mode: 'group', group } } }),
      ),
    );
    for (let round = 0; round < ROUNDS; round++) {
      const ids = await Promise.all(offers.map((offer) => claim(offer)));
      const replies = await Promise.all([shop.try(tryOf(ids)), shop.try(tryOf([...ids].reverse()))]);
      expect(countCodes(replies)).toEqual({ '201': 1, COUPON_NOT_AVAILABLE: 1 });
    }
  });
});
