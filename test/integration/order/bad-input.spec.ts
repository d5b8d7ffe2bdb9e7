import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, newOffer, newProducts } from '../../support/checkout';
import { merchantToken, platformToken, signClaims, userToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;
let productId: string;
let couponId: string;
let foreignCoupon: string;
let orderId: string;
let foreignOrder: string;
const USER = 77;
const OTHER = 78;

beforeAll(async () => {
  api = await startApi();
  productId = (await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!;
  const batchId = await newOffer(api.database);
  couponId = await claimCoupon(api, batchId, USER);
  foreignCoupon = await claimCoupon(api, batchId, OTHER);
  const place = async (user: number) =>
    (
      await api.call('POST', '/v1/orders', {
        token: userToken(user),
        body: { items: [{ productId, quantity: 1 }] },
      })
    ).body.orderId;
  orderId = await place(USER);
  foreignOrder = await place(OTHER);
});
afterAll(() => api.stop());

const TABLES = [
  'orders',
  'order_line',
  'order_coupon',
  'payment',
  'refund',
  'product',
  't_coupon_opt_record',
];
const contents = async () => {
  const counts = await Promise.all(
    TABLES.map((table) => api.database.row<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`)),
  );
  const states = await api.database.rows('SELECT status FROM orders UNION ALL SELECT status FROM coupon');
  return { counts, states };
};

async function expectRefusal(
  method: string,
  url: string,
  body: unknown,
  token = userToken(USER),
  headers = {},
) {
  const before = await contents();
  const reply = await api.call(method, url, { token, body, headers });
  expect([reply.status, reply.text]).toEqual([expect.any(Number), expect.stringContaining('"code"')]);
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(reply.status).toBeLessThan(500);
  expect(reply.headers['content-type']).toContain('application/problem+json');
  expect(await contents()).toEqual(before);
  return reply;
}

/** Builds a body after the ids are known. */
const item = (more: object = {}) => ({ productId, quantity: 1, ...more });
const bodies: [string, () => unknown, string][] = [
  ['no body', () => undefined, 'VALIDATION_FAILED'],
  ['an array', () => [], 'VALIDATION_FAILED'],
  ['no items', () => ({}), 'VALIDATION_FAILED'],
  ['items that are no array', () => ({ items: 'x' }), 'VALIDATION_FAILED'],
  ['items that are an object', () => ({ items: { 0: item() } }), 'VALIDATION_FAILED'],
  ['an empty cart', () => ({ items: [] }), 'VALIDATION_FAILED'],
  ['an item that is null', () => ({ items: [null] }), 'VALIDATION_FAILED'],
  ['an item that is a number', () => ({ items: [7] }), 'VALIDATION_FAILED'],
  ['an item that is an array', () => ({ items: [[item()]] }), 'VALIDATION_FAILED'],
  ['a product id that is a number', () => ({ items: [item({ productId: 1 })] }), 'VALIDATION_FAILED'],
  ['a product id that is SQL', () => ({ items: [item({ productId: "1' OR 1=1" })] }), 'VALIDATION_FAILED'],
  [
    'a product id of 17 digits',
    () => ({ items: [item({ productId: '9'.repeat(17) })] }),
    'VALIDATION_FAILED',
  ],
  ['a product id that is an object', () => ({ items: [item({ productId: { a: 1 } })] }), 'VALIDATION_FAILED'],
  ['a quantity of zero', () => ({ items: [item({ quantity: 0 })] }), 'VALIDATION_FAILED'],
  ['a negative quantity', () => ({ items: [item({ quantity: -1 })] }), 'VALIDATION_FAILED'],
  ['a fraction', () => ({ items: [item({ quantity: 1.5 })] }), 'VALIDATION_FAILED'],
  ['a quantity as text', () => ({ items: [item({ quantity: '1' })] }), 'VALIDATION_FAILED'],
  ['a huge quantity', () => ({ items: [item({ quantity: 1e300 })] }), 'VALIDATION_FAILED'],
  ['a price from the user', () => ({ items: [item({ priceMinor: 1 })] }), 'VALIDATION_FAILED'],
  ['1,001 items', () => ({ items: Array.from({ length: 1_001 }, () => item()) }), 'VALIDATION_FAILED'],
  ['an unknown field', () => ({ items: [item()], userId: '1' }), 'VALIDATION_FAILED'],
  [
    '__proto__',
    () => JSON.parse(`{"items":[{"productId":"1","quantity":1}],"__proto__":{"admin":true}}`),
    '',
  ],
  ['coupon ids that are no array', () => ({ items: [item()], couponIds: couponId }), 'VALIDATION_FAILED'],
  ['a coupon id that is a number', () => ({ items: [item()], couponIds: [1] }), 'VALIDATION_FAILED'],
  ['a coupon id that is null', () => ({ items: [item()], couponIds: [null] }), 'VALIDATION_FAILED'],
  [
    'the same coupon twice',
    () => ({ items: [item()], couponIds: [couponId, couponId] }),
    'VALIDATION_FAILED',
  ],
  [
    '51 coupons',
    () => ({ items: [item()], couponIds: Array.from({ length: 51 }, (_, at) => String(at + 1)) }),
    'VALIDATION_FAILED',
  ],
  ['a channel of 41 letters', () => ({ items: [item()], channel: 'x'.repeat(41) }), 'VALIDATION_FAILED'],
  ['a channel that is an object', () => ({ items: [item()], channel: {} }), 'VALIDATION_FAILED'],
];

const onlyOrders: [string, () => unknown, string][] = [
  ['an expected total that is a number', () => ({ items: [item()], expectedTotal: 1 }), 'VALIDATION_FAILED'],
  [
    'a negative expected total',
    () => ({ items: [item()], expectedTotal: { amountMinor: -1, currency: 'USD' } }),
    'VALIDATION_FAILED',
  ],
  [
    'a huge expected total',
    () => ({ items: [item()], expectedTotal: { amountMinor: 1e20, currency: 'USD' } }),
    'VALIDATION_FAILED',
  ],
  [
    'an expected total without a currency',
    () => ({ items: [item()], expectedTotal: { amountMinor: 1 } }),
    'VALIDATION_FAILED',
  ],
  ['an unknown product', () => ({ items: [item({ productId: '999999999' })] }), 'PRODUCT_NOT_FOUND'],
  ["another user's coupon", () => ({ items: [item()], couponIds: [foreignCoupon] }), 'COUPON_NOT_FOUND'],
  ['a coupon that does not exist', () => ({ items: [item()], couponIds: ['999999999'] }), 'COUPON_NOT_FOUND'],
  ['a way of shipping that does not exist', () => ({ items: [item()], shippingCode: 'owl' }), 'CART_INVALID'],
];

describe('POST /v1/orders', () => {
  test.each([...bodies, ...onlyOrders])('refuses %s', async (_title, body, code) => {
    const reply = await expectRefusal('POST', '/v1/orders', body());
    if (code) expect(reply.body.code).toBe(code);
  });

  test('refuses a cart that is worth more than money can be', async () => {
    const [dear] = Object.values(await newProducts(api, [{ sku: 'DEAR', priceMinor: 1_000_000_000_000 }]));
    const reply = await expectRefusal('POST', '/v1/orders', {
      items: [{ productId: dear, quantity: 100_000 }],
    });
    expect(reply.body).toMatchObject({ code: 'CART_INVALID', errors: [{ code: 'AMOUNT_TOO_LARGE' }] });
  });

  test.each(['', 'x'.repeat(201), 'a b', 'ü'])('refuses the Idempotency-Key %j', async (key) => {
    const headers = { 'idempotency-key': key };
    const reply = await expectRefusal('POST', '/v1/orders', { items: [item()] }, userToken(USER), headers);
    expect(reply.body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ parameter: 'Idempotency-Key' }],
    });
  });
});

describe('POST /v1/checkout/quotes', () => {
  test.each(bodies)('refuses %s', async (_title, body, code) => {
    const reply = await expectRefusal('POST', '/v1/checkout/quotes', body());
    if (code) expect(reply.body.code).toBe(code);
  });
});

describe('POST /v1/orders/{orderId}/payments', () => {
  test.each([
    ['no body', undefined],
    ['no method', {}],
    ['a method that is a number', { methodToken: 1 }],
    ['a method with spaces', { methodToken: 'a b' }],
    ['a method of 101 characters', { methodToken: 'x'.repeat(101) }],
    ['a card number field', { methodToken: 'sandbox_ok', cardNumber: '4242' }],
    ['an amount that is a number', { methodToken: 'sandbox_ok', amount: 1250 }],
    ['a negative amount', { methodToken: 'sandbox_ok', amount: { amountMinor: -1, currency: 'USD' } }],
    [
      'an amount with an unknown field',
      { methodToken: 'sandbox_ok', amount: { amountMinor: 1, currency: 'USD', x: 1 } },
    ],
  ])('refuses %s', async (_title, body) => {
    const reply = await expectRefusal('POST', `/v1/orders/${orderId}/payments`, body);
    expect(reply.body.code).toBe('VALIDATION_FAILED');
  });
});

test.each([
  ['GET', (id: string) => `/v1/orders/${id}`, undefined],
  ['POST', (id: string) => `/v1/orders/${id}/cancel`, undefined],
  ['POST', (id: string) => `/v1/orders/${id}/payments`, { methodToken: 'sandbox_ok' }],
])("%s %s: another user's order is 404, an id that is none is 400", async (method, url, body) => {
  expect((await expectRefusal(method, url(foreignOrder), body)).body.code).toBe('ORDER_NOT_FOUND');
  expect((await expectRefusal(method, url('999999999'), body)).body.code).toBe('ORDER_NOT_FOUND');
  for (const id of ['0', '-1', 'abc', '1e3', '9'.repeat(17), '%27', '1%00']) {
    expect((await expectRefusal(method, url(id), body)).status).toBe(400);
  }
});

test('only users order, quote and pay; tokens must be good', async () => {
  const order = { items: [item()] };
  for (const token of [merchantToken(), platformToken()]) {
    expect((await expectRefusal('POST', '/v1/orders', order, token)).body.code).toBe('FORBIDDEN');
    expect((await expectRefusal('POST', '/v1/checkout/quotes', order, token)).body.code).toBe('FORBIDDEN');
  }
  expect((await expectRefusal('POST', '/v1/orders', order, 'nonsense')).body.code).toBe('UNAUTHENTICATED');
  const expired = signClaims({ sub: '77', role: 'user' }, 1);
  const code = async () => (await api.call('GET', '/v1/orders', { token: expired })).body.code;
  await until('the token is too old', async () => (await code()) === 'TOKEN_EXPIRED');
  expect((await expectRefusal('POST', '/v1/orders', order, expired)).body.code).toBe('TOKEN_EXPIRED');
});

test.each([
  ['/v1/orders?limit=0', 'VALIDATION_FAILED'],
  ['/v1/orders?limit=abc', 'VALIDATION_FAILED'],
  ['/v1/orders?limit=1&limit=2', 'VALIDATION_FAILED'],
  ['/v1/orders?cursor=x', 'INVALID_CURSOR'],
  [`/v1/orders?cursor=${Buffer.from('[-1e20,"1"]').toString('base64url')}`, 'INVALID_CURSOR'],
  ['/v1/orders?userId=78', 'FORBIDDEN'],
  ['/v1/products?cursor=x', 'INVALID_CURSOR'],
  ['/v1/products?categoryId=x', 'VALIDATION_FAILED'],
  ['/v1/categories', 'VALIDATION_FAILED'],
  ['/v1/products/0', 'VALIDATION_FAILED'],
  ['/v1/products/999999999', 'NOT_FOUND'],
])('GET %s is refused with %s', async (url, code) => {
  expect((await expectRefusal('GET', url, undefined)).body.code).toBe(code);
});
