import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, findViolations, newOffer, newProducts, type Scope } from '../../support/checkout';
import { newShopper, type Shopper } from '../../support/shopper';

// The checker that other tests trust: what is planted is found, over the whole database and over one user's part of it.

let api: TestApi;
let shopper: Shopper;
let scope: Scope;
let other: Scope;

beforeAll(async () => {
  api = await startApi();
  const items = [
    { productId: (await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!, quantity: 2 },
  ];
  const buy = async () => {
    shopper = newShopper(api);
    const batchId = await newOffer(api.database, { budgetMinor: 1_000 });
    const couponId = await claimCoupon(api, batchId, shopper.userId);
    const { orderId } = (await shopper.order({ items, couponIds: [couponId] })).body;
    await shopper.pay(orderId);
    return {
      userId: shopper.userId,
      orderIds: [orderId],
      lockIds: [],
      couponIds: [couponId],
      batchIds: [batchId],
    };
  };
  other = await buy();
  scope = await buy();
});
afterAll(() => api.stop());

/** Changes something that no application would, looks, and puts it back. */
async function planted(change: string, undo: string) {
  await api.database.change(change, [scope.orderIds[0]]);
  const found = {
    everywhere: await findViolations(api.database),
    here: await findViolations(api.database, scope),
    elsewhere: await findViolations(api.database, other),
  };
  await api.database.change(undo, [scope.orderIds[0]]);
  return found;
}

test('finds nothing in what the application does', async () => {
  expect(await findViolations(api.database)).toEqual([]);
  expect(await findViolations(api.database, scope)).toEqual([]);
});

test.each([
  ['a total', 'UPDATE orders SET payable_minor = payable_minor + 1 WHERE order_id = ?', 'payable_minor - 1'],
  [
    'a share',
    'UPDATE order_line_share SET amount_minor = amount_minor + 1 WHERE order_id = ?',
    'amount_minor - 1',
  ],
  [
    'a ledger entry',
    'UPDATE redemption_entry SET amount_minor = amount_minor + 1 WHERE order_id = ?',
    'amount_minor - 1',
  ],
  [
    'a coupon that is free again',
    'UPDATE coupon SET status = status - 2 WHERE lock_order_no = ?',
    'status + 2',
  ],
  [
    'a payment of another amount',
    'UPDATE payment SET amount_minor = amount_minor + 1 WHERE order_id = ?',
    'amount_minor - 1',
  ],
])('finds %s that was tampered with, here and not elsewhere', async (_what, change, back) => {
  const undo = change.replace(/= \w+ [+-] \d/, `= ${back}`);
  const { everywhere, here, elsewhere } = await planted(change, undo);
  expect(here.length).toBeGreaterThan(0);
  expect(everywhere).toEqual(here);
  expect(elsewhere).toEqual([]);
  expect(await findViolations(api.database)).toEqual([]);
});
