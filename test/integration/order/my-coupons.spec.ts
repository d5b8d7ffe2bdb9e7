import { startApi, type TestApi } from '../../support/api';
import { newCoupon, newOffer } from '../../support/checkout';
import { userToken } from '../../support/tokens';

let api: TestApi;
let batchId: string;
let user = 5_000;
const hours = (count: number) => new Date(Date.now() + count * 3_600_000);

beforeAll(async () => {
  api = await startApi();
  batchId = await newOffer(api.database, { content: { amountMinor: 500 } });
});
beforeEach(() => {
  user += 1;
});
afterAll(() => api.stop());

const list = (query = '', userId = user) =>
  api.call('GET', `/v1/me/coupons${query}`, { token: userToken(userId) });
const idsOf = (body: { items: { couponId: string }[] }) => body.items.map(({ couponId }) => couponId);
const coupon = (status: number, validUntil: Date) =>
  newCoupon(api.database, { batchId, userId: user, status, validUntil });

test('available coupons come in the order in which they end, with their terms', async () => {
  const late = await coupon(0, hours(3));
  const soon = await coupon(0, hours(1));
  const { status, body } = await list();
  expect(status).toBe(200);
  expect(idsOf(body)).toEqual([soon, late]);
  expect(body.items[0]).toMatchObject({
    batchId,
    couponName: 'Test coupon',
    merchantId: '7',
    status: 'available',
    ruleType: 0,
    currency: 'USD',
    ruleContent: { amountMinor: 500 },
  });
});

test('each status has its own list; a coupon whose time has passed is expired whether it was marked or not', async () => {
  const available = await coupon(0, hours(1));
  const locked = await coupon(1, hours(1));
  const used = await coupon(2, hours(1));
  const marked = await coupon(3, hours(-2));
  const unmarked = await coupon(0, hours(-1));
  const revoked = await coupon(4, hours(1));
  const byStatus = async (status: string) => idsOf((await list(`?status=${status}`)).body);
  expect(await byStatus('available')).toEqual([available]);
  expect(await byStatus('locked')).toEqual([locked]);
  expect(await byStatus('used')).toEqual([used]);
  expect(await byStatus('expired')).toEqual([unmarked, marked]);
  expect(await byStatus('revoked')).toEqual([revoked]);
});

test.each(['available', 'used', 'expired'])(
  '%s coupons are listed page by page, none twice, none left out',
  async (status) => {
    const ids: string[] = [];
    for (let at = 0; at < 9; at++) {
      // Three end at the same instant, so that the id has to break the tie.
      const end = new Date(
        (status === 'expired' ? hours(-50) : hours(50)).setMilliseconds(0) + Math.floor(at / 3) * 1_000,
      );
      const stored = { available: 0, used: 2, expired: at % 2 ? 0 : 3 }[status]!;
      ids.push(await coupon(stored, end));
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: { items: { couponId: string }[]; nextCursor: string | null } } = await list(
        `?status=${status}&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...idsOf(body));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(status === 'available' ? ids : ids.reverse());
  },
);

test("nobody sees another user's coupons", async () => {
  await coupon(0, hours(1));
  expect((await list('', user + 300_000)).body.items).toEqual([]);
});

test.each([
  ['?status=lost', 'VALIDATION_FAILED'],
  ['?limit=0', 'VALIDATION_FAILED'],
  ['?limit=101', 'VALIDATION_FAILED'],
  ['?cursor=%00', 'INVALID_CURSOR'],
  [`?cursor=${Buffer.from('[1e300,"1"]').toString('base64url')}`, 'INVALID_CURSOR'],
  [`?cursor=${Buffer.from('[1,"x"]').toString('base64url')}`, 'INVALID_CURSOR'],
  ['?other=1', 'VALIDATION_FAILED'],
])('refuses %s with %s', async (query, code) => {
  expect(await list(query)).toMatchObject({ status: 400, body: { code } });
});
