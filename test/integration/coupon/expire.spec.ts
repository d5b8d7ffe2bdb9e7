import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from '../../../src/app.module';
import { lockCouponRows, lockCoupons, releaseCoupons } from '../../../src/modules/coupon';
import { ExpireCoupons } from '../../../src/modules/coupon/application/expire-coupons';
import { selectEnded } from '../../../src/modules/coupon/infra/coupon-rows';
import { Clock } from '../../../src/shared/clock';
import { startApi, type TestApi } from '../../support/api';
import { newBatch } from '../../support/builders';
import { couponFacts, newCoupon } from '../../support/checkout';
import { explain, recordSql } from '../../support/statements/plans';
import { userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

const EXPIRED = { status: 3, operations: [3] };

let api: TestApi;
let batchId: string;

beforeAll(async () => {
  api = await startApi();
  ({ batchId } = await newBatch(api.database, { perUserLimit: 100 }));
});

afterAll(() => api.stop());

const ago = (ms: number) => new Date(Date.now() - ms);
const expireCoupons = () => new ExpireCoupons(api.database, api.app.get(Clock));
const ended = (userId: number, validUntil = ago(1_000)) =>
  newCoupon(api.database, { batchId, userId, validUntil });

test('an available coupon past its end becomes expired, with a record; others stay', async () => {
  const couponId = await ended(1);
  const valid = await newCoupon(api.database, { batchId, userId: 1 });
  const used = await newCoupon(api.database, { batchId, userId: 1, validUntil: ago(1_000), status: 2 });
  expect(await expireCoupons().execute()).toBe(1);
  expect(await couponFacts(api.database, couponId)).toMatchObject(EXPIRED);
  expect(await couponFacts(api.database, valid)).toMatchObject({ status: 0, operations: [] });
  expect(await couponFacts(api.database, used)).toMatchObject({ status: 2, operations: [] });
  expect(await expireCoupons().execute()).toBe(0);
});

test('its holder sees it as expired before any scan has noted it', async () => {
  const couponId = await ended(2);
  const { body } = await api.call('GET', '/v1/me/coupons?status=expired', { token: userToken(2) });
  expect(body.items.map((item: { couponId: string }) => item.couponId)).toEqual([couponId]);
  await expireCoupons().execute();
});

test('several workers at once write one record each, over many pages', async () => {
  const coupons = await Promise.all(
    Array.from({ length: 700 }, (_, at) => ended(1_000 + at, ago(1_000 + at))),
  );
  const counts = await Promise.all([1, 2, 3].map(() => expireCoupons().execute()));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(700);
  const row = await api.database.row<{ records: string }>(
    'SELECT COUNT(*) AS records FROM t_coupon_opt_record WHERE coupon_id IN (?)',
    [coupons],
  );
  expect(Number(row!.records)).toBe(700);
});

test('a coupon that an order takes at the same moment is the order’s or expired, never both', async () => {
  const rounds = Array.from({ length: 30 }, (_, at) => String(5_000 + at));
  for (const userId of rounds) {
    const end = new Date(Date.now() + 3);
    const couponId = await newCoupon(api.database, { batchId, userId, validUntil: end });
    const taken = { userId, couponIds: [couponId], orderNo: `O${userId}`, now: new Date() };
    const hold = api.database.transaction(async (tx) => {
      const result = await lockCouponRows(tx, userId, [couponId]);
      if (!('held' in result)) return false;
      await lockCoupons(tx, { ...taken, lockedUntil: new Date(Date.now() + 60_000) });
      return true;
    });
    await until('its end has come', () => Date.now() > end.getTime());
    await expireCoupons().execute();
    const facts = await couponFacts(api.database, couponId);
    if (await hold) {
      expect(facts).toMatchObject({ status: 1, operations: [0] });
      await api.database.transaction((tx) => releaseCoupons(tx, { ...taken, now: new Date() }));
      expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 3, operations: [0, 3] });
    } else {
      expect(facts).toMatchObject(EXPIRED);
    }
  }
});

test('the search reads what has ended and nothing else', async () => {
  await Promise.all(
    Array.from({ length: 300 }, (_, at) => newCoupon(api.database, { batchId, userId: 9_000 + at })),
  );
  await ended(8_999);
  const [statement] = await recordSql(api.database, (reader) => selectEnded(reader, new Date(), 200));
  const plan = await explain(api.database, statement!);
  expect(plan).toMatchObject({ key: 'ix_coupon_end', type: 'range' });
  expect(Number(plan.rows)).toBeLessThan(1_000);
  expect(String(plan.Extra)).not.toContain('filesort');
});

test('the worker does it by itself', async () => {
  const couponId = await ended(7);
  const worker: INestApplicationContext = await NestFactory.createApplicationContext(WorkerModule, {
    logger: false,
  });
  await until('it is expired', async () => (await couponFacts(api.database, couponId)).status === 3);
  await worker.close();
});
