import {
  lockCouponRows,
  lockCoupons,
  RestoreCoupons,
  releaseCoupons,
  useCoupons,
} from '../../../src/modules/coupon';
import { CommitClaims } from '../../../src/modules/coupon/application/claims/commit-claims';
import { TermsCache } from '../../../src/modules/coupon/application/claims/terms-cache';
import { FindCouponsToRemind } from '../../../src/modules/coupon/application/find-coupons-to-remind';
import { RunReminders } from '../../../src/modules/notify/application/reminders/run-reminders';
import {
  ScanReminders,
  type ScanReport,
} from '../../../src/modules/notify/application/reminders/scan-reminders';
import {
  markDone,
  markDropped,
  markWaiting,
  selectOthers,
} from '../../../src/modules/notify/infra/reminder-rows';
import { Clock } from '../../../src/shared/clock';
import { startApi, type TestApi } from '../../support/api';
import { type BatchShape, newBatch } from '../../support/builders';
import { claimCoupon } from '../../support/checkout';
import { inboxRows, newReminders } from '../../support/reminders';
import { holdRow } from '../../support/statements/hold-row';
import { explainAll, recordSql } from '../../support/statements/plans';
import { merchantToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(120_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let api: TestApi;
let scan: ScanReminders;
let clock: jest.SpyInstance;
/** How far the application's clock is ahead. */
let aheadMs: number;
let lastUser = 100;
let orders = 0;

beforeAll(async () => {
  api = await startApi();
  scan = api.app.get(ScanReminders, { strict: false });
  const real = api.app.get(Clock);
  const now = real.now.bind(real);
  clock = jest.spyOn(real, 'now').mockImplementation(() => new Date(now().getTime() + aheadMs));
});

afterAll(async () => {
  clock.mockRestore();
  await api.stop();
});

beforeEach(async () => {
  aheadMs = 0;
  await api.database.change('DELETE FROM t_notify_msg');
});

const now = () => new Date(Date.now() + aheadMs);
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const scanAfter = (ms: number): Promise<ScanReport> => {
  aheadMs = ms;
  return scan.execute(now());
};
const newUser = () => String(++lastUser);
/** A window that is the same for all, so that days are known; two coupons for each user. */
const batchUntil = (validUntil: Date, shape: Partial<BatchShape> = {}) =>
  newBatch(api.database, {
    ...{
      perUserLimit: 2,
      validityType: 0,
      validDays: null,
      validFrom: inDays(-1),
      validUntil,
      remindDays: [1],
    },
    ...shape,
  });
const told = async (userId: string) => (await inboxRows(api.database, userId)).map((row) => row.coupon_id);
const planned = (userId: string) =>
  api.database.rows<{ status: number; at: Date }>(
    'SELECT status, notif_time AS at FROM t_notify_msg WHERE user_id = ? ORDER BY notify_day',
    [userId],
  );

/** An order that holds a coupon for half an hour. */
async function hold(userId: string, couponId: string, holdMs = 30 * MINUTE_MS) {
  const orderNo = `remind-${++orders}`;
  const couponIds = [couponId];
  const lockedUntil = new Date(now().getTime() + holdMs);
  await api.database.transaction(async (tx) => {
    await lockCouponRows(tx, userId, couponIds);
    await lockCoupons(tx, { userId, couponIds, orderNo, now: now(), lockedUntil });
  });
  return {
    cancel: () =>
      api.database.transaction((tx) => releaseCoupons(tx, { userId, couponIds, orderNo, now: now() })),
    pay: (batchId: string) =>
      api.database.transaction((tx) => useCoupons(tx, [{ couponId, batchId, userId, orderNo }], now())),
    refund: (batchId: string, days: number) =>
      api.database.transaction((tx) =>
        api.app.get(RestoreCoupons, { strict: false }).execute(tx, {
          orderNo,
          coupons: [{ couponId, batchId, restore: { policy: 'extended', days } }],
          now: now(),
        }),
      ),
  };
}

async function spend(userId: string, batchId: string, couponId: string) {
  const order = await hold(userId, couponId);
  await order.pay(batchId);
  return order;
}

describe('a coupon that an order holds', () => {
  test('is reminded of although another one was used meanwhile, once the order is cancelled', async () => {
    const { batchId } = await batchUntil(inDays(2));
    const user = newUser();
    const [held, other] = [await claimCoupon(api, batchId, user), await claimCoupon(api, batchId, user)];
    const order = await hold(user, held);
    await spend(user, batchId, other);
    await order.cancel();
    expect(await scanAfter(DAY_MS + MINUTE_MS)).toMatchObject({ sent: 1 });
    expect(await told(user)).toEqual([held]);
  });

  test('is not reminded of while the order may pay, and then if it was cancelled', async () => {
    const { batchId } = await batchUntil(inDays(2));
    const [cancelling, paying] = [newUser(), newUser()];
    const coupons = [await claimCoupon(api, batchId, cancelling), await claimCoupon(api, batchId, paying)];
    aheadMs = DAY_MS;
    const cancelled = await hold(cancelling, coupons[0]!);
    const paid = await hold(paying, coupons[1]!);
    expect(await scanAfter(DAY_MS + MINUTE_MS)).toMatchObject({ sent: 0, waiting: 2 });
    await cancelled.cancel();
    await paid.pay(batchId);
    expect(await scanAfter(DAY_MS + 20 * MINUTE_MS)).toMatchObject({ sent: 0, dropped: 0 });
    expect(await scanAfter(DAY_MS + 31 * MINUTE_MS)).toMatchObject({ sent: 1, dropped: 1 });
    expect([await told(cancelling), await told(paying)]).toEqual([[coupons[0]], []]);
  });

  test('that the order is late with is looked at again, and by a scan of the whole day once', async () => {
    const { batchId } = await batchUntil(inDays(2));
    const user = newUser();
    const couponId = await claimCoupon(api, batchId, user);
    aheadMs = DAY_MS;
    const order = await hold(user, couponId, MINUTE_MS);
    aheadMs = DAY_MS + 10 * MINUTE_MS;
    expect(await api.app.get(RunReminders, { strict: false }).ofToday()).toMatchObject({ waiting: 1 });
    await order.cancel();
    expect(await scanAfter(DAY_MS + 12 * MINUTE_MS)).toMatchObject({ sent: 1 });
  });
});

test('nobody hears of a coupon that a refund has given twenty more days', async () => {
  const { batchId } = await batchUntil(new Date(Date.now() + DAY_MS + 45_000));
  const user = newUser();
  const [first, second] = [await claimCoupon(api, batchId, user), await claimCoupon(api, batchId, user)];
  const order = await spend(user, batchId, first);
  expect(await order.refund(batchId, 20)).toEqual([first]);
  await spend(user, batchId, second);
  expect(await scanAfter(MINUTE_MS)).toMatchObject({ sent: 0, dropped: 1 });
  expect(await scanAfter(19 * DAY_MS + HOUR_MS)).toMatchObject({ sent: 1 });
  expect(await told(user)).toEqual([first]);
});

test('a user hears on the days of the coupon that is left, not on those of the one they used', async () => {
  const { batchId } = await newBatch(api.database, {
    ...{ perUserLimit: 2, validDays: 30, remindDays: [3, 1], claimUntil: inDays(25) },
  });
  const user = newUser();
  const first = await claimCoupon(api, batchId, user);
  aheadMs = 20 * DAY_MS;
  const { couponId: second } = (await claimAhead(batchId, user)).coupon;
  await spend(user, batchId, first);
  expect(await scanAfter(29 * DAY_MS + MINUTE_MS)).toMatchObject({ sent: 0, dropped: 2 });
  expect(await scanAfter(47 * DAY_MS + MINUTE_MS)).toMatchObject({ sent: 1 });
  expect(await told(user)).toEqual([second]);
});

test('a coupon that is got after its batch was extended is reminded of at its own end', async () => {
  const { batchId } = await batchUntil(inDays(3), { claimUntil: inDays(3) });
  const user = newUser();
  const first = await claimCoupon(api, batchId, user);
  const reply = await api.call('POST', `/v1/batches/${batchId}/extensions`, {
    token: merchantToken(),
    body: { validUntil: inDays(10).toISOString() },
  });
  expect(reply.status).toBe(201);
  api.app.get(TermsCache, { strict: false }).forget(batchId);
  const second = await claimCoupon(api, batchId, user);
  await spend(user, batchId, first);
  expect(await scanAfter(2 * DAY_MS + MINUTE_MS)).toMatchObject({ sent: 0, dropped: 1 });
  expect(await scanAfter(9 * DAY_MS + MINUTE_MS)).toMatchObject({ sent: 1 });
  expect(await told(user)).toEqual([second]);
});

test('nobody is reminded of a coupon that they cannot use yet', async () => {
  const { batchId } = await batchUntil(inDays(5), { validFrom: inDays(4.5), remindDays: [3, 1] });
  const user = newUser();
  await claimCoupon(api, batchId, user);
  expect(await scanAfter(4 * DAY_MS + HOUR_MS)).toMatchObject({ sent: 0, waiting: 0 });
  expect(await scanAfter(4.75 * DAY_MS + HOUR_MS)).toMatchObject({ sent: 1 });
});

describe('after days without a worker', () => {
  test('nobody is told that what has ended will end', async () => {
    const { batchId } = await batchUntil(inDays(3), { totalCount: 1_000, remindDays: [2, 1] });
    const userIds = Array.from({ length: 600 }, newUser);
    const issued = await api.call('POST', `/v1/batches/${batchId}/issues`, {
      token: merchantToken(),
      body: { userIds },
    });
    expect(issued.status).toBeLessThan(300);
    await until('all have theirs', async () => (await countPlanned(batchId)) === 1_200);
    expect(await scanAfter(4 * DAY_MS)).toEqual({
      ...{ sent: 0, unwanted: 0, dropped: 1_200, waiting: 0, failed: 0 },
    });
    expect(await told(userIds[0]!)).toEqual([]);
  });

  test('several missed days of one coupon are one message, also where they are pages apart', async () => {
    const { batchId } = await batchUntil(inDays(3), { remindDays: [2, 1] });
    const userIds = Array.from({ length: 700 }, newUser);
    const days = [new Date(Date.now() - DAY_MS - HOUR_MS), new Date(Date.now() - HOUR_MS)];
    const shapes = days.flatMap((at) =>
      userIds.map((userId) => ({ userId, batchId, at, endsBy: inDays(1) })),
    );
    await newReminders(api.database, shapes);
    expect(await scanAfter(0)).toMatchObject({ sent: 700, dropped: 700 });
    expect(await scanAfter(HOUR_MS)).toMatchObject({ sent: 0, dropped: 0 });
    expect(await told(userIds[0]!)).toHaveLength(1);
  });

  test('of several coupons it is still one message, which names the one that ends first', async () => {
    const { batchId } = await batchUntil(inDays(3), { remindDays: [2, 1] });
    const user = newUser();
    const first = await claimCoupon(api, batchId, user);
    const second = await claimCoupon(api, batchId, user);
    const later = await spend(user, batchId, second);
    await later.refund(batchId, 4);
    expect(await scanAfter(2.5 * DAY_MS)).toMatchObject({ sent: 1, dropped: 1 });
    expect(await told(user)).toEqual([first]);
  });
});

test('a day of which nothing came is planned anew when another coupon needs it', async () => {
  const { batchId } = await batchUntil(inDays(2), { remindDays: [1], perUserLimit: 2 });
  const user = newUser();
  await spend(user, batchId, await claimCoupon(api, batchId, user));
  const at = (await planned(user))[0]!.at;
  // Its day is looked at as a whole, before its time.
  aheadMs = at.getTime() - Date.now() - MINUTE_MS;
  expect(await api.app.get(RunReminders, { strict: false }).ofToday()).toMatchObject({ dropped: 1 });
  const { couponId } = (await claimAhead(batchId, user)).coupon;
  expect(await planned(user)).toEqual([{ status: 0, at }]);
  expect(await scanAfter(aheadMs + 2 * MINUTE_MS)).toMatchObject({ sent: 1 });
  expect(await told(user)).toEqual([couponId]);
});

describe('at the same time', () => {
  test('a claim that plans for a day which a scan drops opens it again, and neither fails', async () => {
    const { batchId } = await batchUntil(inDays(2), { totalCount: 1_000 });
    const users = Array.from({ length: 40 }, newUser);
    for (const user of users) await spend(user, batchId, await claimCoupon(api, batchId, user));
    // The daily scan meets them before their time, and claims for the same day come meanwhile.
    aheadMs = DAY_MS - HOUR_MS;
    const claims = users.map((user) => claimAhead(batchId, user));
    const scans = Array.from({ length: 6 }, () => scan.execute(inDays(1)));
    await Promise.all([...claims, ...scans]);
    const reports = [...(await Promise.all(scans)), await scanAfter(DAY_MS + MINUTE_MS)];
    expect(reports.reduce((sum, { failed }) => sum + failed, 0)).toBe(0);
    const heard = await Promise.all(users.map(told));
    expect(heard.map((coupons) => coupons.length)).toEqual(users.map(() => 1));
  });

  test('two scans remind each user once', async () => {
    const { batchId } = await batchUntil(inDays(3));
    const userIds = Array.from({ length: 1_500 }, newUser);
    const days = [new Date(Date.now() - 2 * DAY_MS), new Date(Date.now() - HOUR_MS)];
    await newReminders(
      api.database,
      days.flatMap((at) => userIds.map((userId) => ({ userId, batchId, at, endsBy: inDays(1) }))),
    );
    const reports = await Promise.all([1, 2, 3].map(() => scan.execute(new Date())));
    reports.push(await scan.execute(new Date()));
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(1_500);
    expect(reports.reduce((sum, { failed }) => sum + failed, 0)).toBe(0);
    const { n } = (await api.database.row<{ n: string }>(
      'SELECT COUNT(DISTINCT user_id) AS n FROM notify_inbox WHERE user_id IN (?)',
      [userIds],
    ))!;
    expect(Number(n)).toBe(1_500);
  });

  test('a scan beside orders that pay and are cancelled: who pays hears nothing after it, who cancels hears', async () => {
    const { batchId } = await batchUntil(inDays(1.5), { perUserLimit: 1 });
    const userIds = Array.from({ length: 60 }, newUser);
    const people = [];
    for (const userId of userIds) people.push({ userId, couponId: await claimCoupon(api, batchId, userId) });
    aheadMs = DAY_MS;
    const orders = await Promise.all(people.map(({ userId, couponId }) => hold(userId, couponId)));
    const ends = orders.map((order, at) => (at % 2 === 0 ? order.pay(batchId) : order.cancel()));
    const scans = Array.from({ length: 4 }, () => scan.execute(now()));
    await Promise.all([...ends, ...scans]);
    await scanAfter(DAY_MS + 31 * MINUTE_MS);
    const heard = await Promise.all(userIds.map(told));
    expect(heard.map((coupons) => coupons.length)).toEqual(userIds.map((_, at) => at % 2));
  });

  test('a scan that meets a coupon which is just being got leaves its reminder to the next one', async () => {
    const { batchId } = await batchUntil(inDays(2));
    const user = newUser();
    await spend(user, batchId, await claimCoupon(api, batchId, user));
    const row = await holdRow(api.env.DATABASE_URL as string, {
      table: 'coupon_batch',
      key: 'batch_id',
      value: batchId,
    });
    const claiming = claimCoupon(api, batchId, user);
    await until('the claim waits', async () => (await row.waiters()) === 1);
    const report = await scanAfter(DAY_MS + MINUTE_MS);
    await row.release();
    const couponId = await claiming;
    expect(report).toMatchObject({ sent: 0, dropped: 0 });
    expect(await scanAfter(DAY_MS + 2 * MINUTE_MS)).toMatchObject({ sent: 1 });
    expect(await told(user)).toEqual([couponId]);
  });
});

test('each statement of the scan finds its rows by an index, however many coupons others hold', async () => {
  const { batchId } = await batchUntil(inDays(3));
  const at = new Date(Date.now() - HOUR_MS);
  const holders = Array.from({ length: 5_000 }, (_, n) => ({ userId: String(1_000_000 + n), batchId }));
  await newReminders(
    api.database,
    holders.map((holder) => ({ ...holder, at })),
  );
  await api.database.rows('ANALYZE TABLE t_notify_msg, coupon');
  const find = api.app.get(FindCouponsToRemind, { strict: false });
  const rows = await api.database.rows<{ id: string }>('SELECT id FROM t_notify_msg LIMIT 500');
  const ids = rows.map(({ id }) => id);
  const statements = await recordSql(api.database, async (tx) => {
    await find.find(tx, holders.slice(0, 500), now());
    await selectOthers(tx, ids, { now: now(), today: inDays(-1) });
    await markWaiting(
      tx,
      ids.map((id) => ({ id, until: inDays(1) })),
    );
    await markDone(tx, ids, now());
    await markDropped(tx, ids, now());
  });
  const plans = [];
  for (const statement of statements) plans.push(await explainAll(api.database, statement));
  expect(plans.map((steps) => steps.map(({ table, key }) => [table, key]))).toEqual([
    [['coupon', 'uq_coupon_holder']],
    [
      ['n', 'PRIMARY'],
      ['o', 'uq_notify_user_batch_day'],
    ],
    [['t_notify_msg', 'PRIMARY']],
    [['t_notify_msg', 'PRIMARY']],
    [['t_notify_msg', 'PRIMARY']],
  ]);
  for (const { rows, Extra } of plans.flat()) {
    expect(Number(rows)).toBeLessThan(2_000);
    expect(String(Extra)).not.toContain('filesort');
  }
});

async function countPlanned(batchId: string): Promise<number> {
  const row = await api.database.row<{ n: string }>(
    'SELECT COUNT(*) AS n FROM t_notify_msg WHERE batch_id = ?',
    [batchId],
  );
  return Number(row!.n);
}

/** Tokens live by the real clock, so a claim of later goes past them. */
async function claimAhead(batchId: string, userId: string): Promise<{ coupon: { couponId: string } }> {
  const outcome = await api.app
    .get(CommitClaims, { strict: false })
    .submit(batchId, { userId, requestKey: null, source: 0, admitted: false });
  if (outcome.kind !== 'issued') throw new Error(`no coupon: ${JSON.stringify(outcome)}`);
  return { coupon: { couponId: String(outcome.coupon.couponId) } };
}
