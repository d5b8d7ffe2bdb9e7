import { lockCouponsAtCommit } from '../../../src/modules/coupon';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, couponFacts, newOffer } from '../../support/checkout';
import { newShopper } from '../../support/shopper';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

test('with COMMIT: every coupon is locked and recorded, or nothing is committed', async () => {
  const userId = String(newShopper(api).userId);
  const [first, second] = [
    await claimCoupon(api, await newOffer(api.database), userId),
    await claimCoupon(api, await newOffer(api.database), userId),
  ];
  const now = new Date();
  const lock = (couponIds: string[], orderNo: string) =>
    api.database.transaction(async (tx) =>
      lockCouponsAtCommit(tx, { userId, couponIds, orderNo, now, lockedUntil: now }),
    );
  await lock([first], '71');
  expect(await couponFacts(api.database, first)).toMatchObject({ status: 1, orderNo: '71', operations: [0] });

  await expect(lock([first, second], '72')).rejects.toMatchObject({ code: 'ER_BAD_NULL_ERROR' });
  expect(await couponFacts(api.database, first)).toMatchObject({ status: 1, orderNo: '71', operations: [0] });
  expect(await couponFacts(api.database, second)).toMatchObject({ status: 0, orderNo: null, operations: [] });

  await lock([second], '72');
  expect(await couponFacts(api.database, second)).toMatchObject({
    status: 1,
    orderNo: '72',
    operations: [0],
  });
});
