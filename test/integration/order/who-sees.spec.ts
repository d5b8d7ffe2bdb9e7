import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, findViolations, newOffer, newProducts } from '../../support/checkout';
import { newShopper, type Shopper } from '../../support/shopper';
import { merchantToken, platformToken, serviceToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
/** Of the lines: merchant 7 sells two mugs at 12.50 each, merchant 8 a pot at 100.00. */
const MUGS = 1;
const POT = 2;

let api: TestApi;
let products: Record<string, string>;
let shopper: Shopper;
let coupons: { ofSeven: string; ofAll: string };
let orderId: string;

beforeAll(async () => {
  api = await startApi();
  products = {
    ...(await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])),
    ...(await newProducts(api, [{ sku: 'POT', priceMinor: 10_000 }], '8')),
  };
  const body = { price: usd(500) };
  await api.call('PUT', '/v1/shipping-rates/standard', { token: platformToken(), body });
});
beforeEach(async () => {
  shopper = newShopper(api);
  const offers = {
    ofSeven: await newOffer(api.database, {
      content: { amountMinor: 100, stacking: { mode: 'group', group: 'a' } },
    }),
    ofAll: await newOffer(api.database, {
      merchantId: null,
      content: { amountMinor: 1_000, stacking: { mode: 'group', group: 'b' } },
    }),
  };
  coupons = {
    ofSeven: await claimCoupon(api, offers.ofSeven, shopper.userId),
    ofAll: await claimCoupon(api, offers.ofAll, shopper.userId),
  };
  const items = [
    { productId: products.MUG, quantity: 2 },
    { productId: products.POT, quantity: 1 },
  ];
  const couponIds = [coupons.ofSeven, coupons.ofAll];
  const placed = await shopper.order({ items, couponIds, shippingCode: 'standard' });
  expect(placed.status).toBe(201);
  orderId = placed.body.orderId;
  expect((await shopper.pay(orderId)).status).toBe(201);
});
afterEach(async () => {
  await api.app.get(SendRefunds).sendDue();
  expect(await findViolations(api.database)).toEqual([]);
});
afterAll(() => api.stop());

const WHO = {
  buyer: () => userToken(shopper.userId),
  stranger: () => userToken(1),
  seven: () => merchantToken(7),
  eight: () => merchantToken(8),
  nine: () => merchantToken(9),
  platform: platformToken,
  service: () => serviceToken(),
};
type Who = keyof typeof WHO;

const get = (who: Who, path = '') => api.call('GET', `/v1/orders/${orderId}${path}`, { token: WHO[who]() });
const refund = (who: Who, body: object, path = '') =>
  api.call('POST', `/v1/orders/${orderId}/refunds${path}`, { token: WHO[who](), body });
const back = (lineNo: number, quantity = 1) => ({ lines: [{ lineNo, quantity }] });

/** All that a merchant must not find in an answer: of lines, coupons and sums of the others. */
function foreign(who: 'seven' | 'eight', body: unknown): string[] {
  const text = JSON.stringify(body);
  const line = who === 'seven' ? POT : MUGS;
  return [
    ...(text.includes(`"lineNo":${line}`) ? ['a line'] : []),
    ...(who === 'eight' && text.includes(`"couponId":"${coupons.ofSeven}"`) ? ['a coupon'] : []),
  ];
}

test('each of the two merchants sees their own share of a whole refund; together with the shipping it is the refund', async () => {
  expect((await refund('platform', { whole: true })).status).toBe(201);
  const whole = await until('the money is back', async () => {
    const [item] = (await get('platform', '/refunds')).body.items;
    return item.status === 'done' && item;
  });
  expect((await get('buyer', '/refunds')).body.items).toEqual([whole]);
  expect(whole).toMatchObject({
    amount: usd(11_900),
    lines: [{ lineNo: MUGS }, { lineNo: POT }],
    shipping: true,
  });
  const seven = (await get('seven', '/refunds')).body.items;
  const eight = (await get('eight', '/refunds')).body.items;
  expect(seven).toMatchObject([
    { refundId: whole.refundId, lines: [{ lineNo: MUGS, quantity: 2 }], shipping: false, giftCharge: usd(0) },
  ]);
  expect(eight).toMatchObject([{ lines: [{ lineNo: POT, quantity: 1 }], shipping: false }]);
  expect([foreign('seven', seven), foreign('eight', eight)]).toEqual([[], []]);
  expect(seven[0].amount.amountMinor + eight[0].amount.amountMinor + 500).toBe(11_900);
  const ofAll = (items: typeof seven): number =>
    items[0].reversals.find(({ couponId }: { couponId: string }) => couponId === coupons.ofAll).amount
      .amountMinor;
  expect(ofAll(seven) + ofAll(eight)).toBe(1_000);
});

test.each([
  ['seven', MUGS],
  ['eight', POT],
] as const)(
  'merchant %s refunds a unit and sees their own share of it, before, then and after',
  async (who, line) => {
    const planned = await refund(who, back(line), '/preview');
    const made = await refund(who, back(line));
    expect([planned.status, made.status]).toEqual([200, 201]);
    expect(made.body).toMatchObject(planned.body);
    const { body } = await get(who, '/refunds');
    expect(body.items).toHaveLength(1);
    expect(made.body).toMatchObject({ amount: body.items[0].amount, reversals: body.items[0].reversals });
    for (const seen of [planned.body, made.body, body]) expect(foreign(who, seen)).toEqual([]);
    const own = line === MUGS ? 2 * 1_250 : 10_000;
    expect(made.body.kept.amountMinor + made.body.amount.amountMinor).toBeLessThan(own);
  },
);

test('a merchant sees nothing of a refund of the other one alone', async () => {
  expect((await refund('seven', back(MUGS))).status).toBe(201);
  expect((await get('eight', '/refunds')).body.items).toEqual([]);
});

const ORDER = [
  'orderId userId status totals expiresAt createdAt paidAt closedAt shippingCode channel paymentMethod lines coupons',
  'payments refunds',
].join(' ');
const REFUND =
  'refundId orderId paymentId status reason amount lines shipping giftCharge reversals failure attempts nextTryAt createdAt';
const PLAN = 'amount kept lines shipping giftCharge giftCharges reversals orderStatus couponsRestored';

/** Who sees which fields of what; a code where they see nothing. A field that is added has to be thought of here. */
const SEEN: [what: string, ask: (who: Who) => ReturnType<typeof get>, Record<Who, string>][] = [
  [
    'an order',
    (who) => get(who),
    {
      buyer: ORDER,
      stranger: 'ORDER_NOT_FOUND',
      seven: 'FORBIDDEN',
      eight: 'FORBIDDEN',
      nine: 'FORBIDDEN',
      platform: ORDER,
      service: 'FORBIDDEN',
    },
  ],
  [
    'its refunds',
    (who) => get(who, '/refunds'),
    {
      buyer: REFUND,
      stranger: 'ORDER_NOT_FOUND',
      seven: REFUND,
      eight: REFUND,
      nine: 'ORDER_NOT_FOUND',
      platform: REFUND,
      service: 'FORBIDDEN',
    },
  ],
  [
    'what a refund would do',
    (who) => refund(who, back(who === 'eight' ? POT : MUGS), '/preview'),
    {
      buyer: 'FORBIDDEN',
      stranger: 'FORBIDDEN',
      seven: PLAN,
      eight: 'REFUND_INVALID',
      nine: 'ORDER_NOT_FOUND',
      platform: PLAN,
      service: 'FORBIDDEN',
    },
  ],
];

test.each(SEEN)('who sees which fields of %s', async (_what, ask, expected) => {
  await refund('platform', {
    lines: [
      { lineNo: MUGS, quantity: 1 },
      { lineNo: POT, quantity: 1 },
    ],
  });
  const seen: Partial<Record<Who, string>> = {};
  for (const who of Object.keys(WHO) as Who[]) {
    const { body } = await ask(who);
    const thing = body.items?.[0] ?? body;
    seen[who] = body.code ?? Object.keys(thing).sort().join(' ');
  }
  const sorted = Object.entries(expected).map(([who, fields]) => [who, fields.split(' ').sort().join(' ')]);
  expect(seen).toEqual(Object.fromEntries(sorted));
});
