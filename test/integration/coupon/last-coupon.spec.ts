import { startApi, type TestApi } from '../../support/api';
import { newBatch } from '../../support/builders';
import { findClaimViolations } from '../../support/claim-violations';
import { holdRow } from '../../support/statements/hold-row';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const batchOfTwoEach = () => {
  const now = Date.now();
  return newBatch(api.database, {
    perUserLimit: 2,
    validityType: 0,
    validDays: null,
    validFrom: new Date(now - DAY_MS),
    validUntil: new Date(now + 10 * DAY_MS),
  });
};
const claim = (batchId: string, userId: number) =>
  api.call('POST', `/v1/batches/${batchId}/claims`, { token: userToken(userId) });
const revoke = (couponId: string) =>
  api.call('POST', `/v1/coupons/${couponId}/revocations`, { token: merchantToken() });

test('a user whose last coupon is revoked while they get another one keeps their reminders', async () => {
  const { batchId } = await batchOfTwoEach();
  const { couponId } = (await claim(batchId, 1)).body;
  // The new coupon and its reminders are written; their transaction waits for the batch's row.
  const row = await holdRow(api.env.DATABASE_URL as string, {
    table: 'coupon_batch',
    key: 'batch_id',
    value: batchId,
  });
  const claiming = claim(batchId, 1);
  await until('the claim waits', async () => (await row.waiters()) === 1);
  const revoking = revoke(couponId);
  await until('the revocation waits for the reminders', async () => (await row.waiters()) === 2);
  await row.release();
  expect([(await claiming).status, (await revoking).status]).toEqual([201, 200]);
  expect(await findClaimViolations(api.database, batchId)).toEqual([]);
});

test('users whose two coupons are revoked at the same time keep no reminder', async () => {
  const { batchId } = await batchOfTwoEach();
  const users = Array.from({ length: 40 }, (_, at) => 100 + at);
  const got = await Promise.all(users.flatMap((user) => [claim(batchId, user), claim(batchId, user)]));
  const replies = await Promise.all(got.map(({ body }) => revoke(body.couponId)));
  expect(replies.map(({ status }) => status)).toEqual(got.map(() => 200));
  expect(await findClaimViolations(api.database, batchId)).toEqual([]);
});
