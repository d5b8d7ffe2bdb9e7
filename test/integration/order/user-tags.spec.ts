import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, newOffer, newProducts } from '../../support/checkout';
import { newShopper } from '../../support/shopper';
import { platformToken } from '../../support/tokens';

let api: TestApi;
let productId: string;
const token = platformToken();

beforeAll(async () => {
  api = await startApi();
  productId = (await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!;
  await api.call('POST', '/v1/audience/tags', { token, body: { code: 'vip', name: 'Best customers' } });
});
afterAll(() => api.stop());

test('a coupon for tagged users counts at the checkout while its holder has the tag', async () => {
  const content = {
    threshold: { amountMinor: 1_000 },
    amountMinor: 200,
    conditions: { userTags: { anyOf: ['vip'] } },
  };
  const batchId = await newOffer(api.database, { content });
  const shopper = newShopper(api);
  const userIds = [String(shopper.userId)];
  await api.call('PUT', `/v1/audience/users/${shopper.userId}`, { token, body: {} });
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  const items = [{ productId, quantity: 1 }];
  const quote = () => shopper.call('POST', '/v1/checkout/quotes', { items });

  expect((await quote()).body.best.couponIds).toEqual([]);
  expect((await shopper.order({ items, couponIds: [couponId] })).body.code).toBe('COUPON_NOT_APPLICABLE');

  await api.call('POST', '/v1/audience/tags/vip/members', { token, body: { userIds } });
  expect((await quote()).body.best.couponIds).toEqual([couponId]);
  expect((await shopper.order({ items, couponIds: [couponId] })).status).toBe(201);

  await api.call('POST', '/v1/audience/tags/vip/removals', { token, body: { userIds } });
  const other = await claimCoupon(api, batchId, shopper.userId);
  expect((await shopper.order({ items, couponIds: [other] })).body.code).toBe('COUPON_NOT_APPLICABLE');
});
