import { type DueReminder, decideReminder, type OtherReminder, type UnspentCoupon } from './decide-reminder';

const HOUR_MS = 3_600_000;
const now = new Date('2026-03-01T12:00:00Z');
const inHours = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);
const holder = { userId: '1', batchId: '2' };

const reminder = (shape: Partial<DueReminder> = {}): DueReminder => ({
  ...{ ...holder, id: '50', notifTime: inHours(-1), endsBy: inHours(24), attempts: 0 },
  ...shape,
});
const coupon = (shape: Partial<UnspentCoupon> = {}): UnspentCoupon => ({
  ...{ ...holder, couponId: '7', validFrom: inHours(-100), validUntil: inHours(24), heldUntil: null },
  ...shape,
});
const other = (shape: Partial<OtherReminder> = {}): OtherReminder => ({
  ...{ id: '40', endsBy: inHours(24), isSent: false },
  ...shape,
});
const decide = (coupons: UnspentCoupon[], others: OtherReminder[] = [], of = reminder()) =>
  decideReminder(of, { coupons, others, now });

test('names the coupon that ends first', () => {
  const coupons = [
    coupon({ couponId: '10' }),
    coupon({ couponId: '9' }),
    coupon({ validUntil: inHours(23) }),
  ];
  expect(decide(coupons)).toEqual({ kind: 'send', couponId: '7' });
  expect(decide(coupons.slice(0, 2))).toEqual({ kind: 'send', couponId: '9' });
});

test.each([
  ['nothing is left', []],
  ['what is left ends later than it reminds of', [coupon({ validUntil: inHours(25) })]],
  ['it has ended', [coupon({ validUntil: now })]],
])('says nothing where %s', (_title, coupons) => {
  expect(decide(coupons)).toEqual({ kind: 'drop' });
});

describe('waits', () => {
  test('until the coupon is valid', () => {
    expect(decide([coupon({ validFrom: inHours(2) })])).toEqual({ kind: 'wait', until: inHours(2) });
  });

  test('until the order that holds it must have paid; a minute where it is late', () => {
    expect(decide([coupon({ heldUntil: inHours(3) })])).toEqual({ kind: 'wait', until: inHours(3) });
    expect(decide([coupon({ heldUntil: inHours(-3) })])).toEqual({ kind: 'wait', until: inHours(1 / 60) });
  });

  test('for the first of several, but for none where one can be used now', () => {
    const waiting = [coupon({ heldUntil: inHours(3) }), coupon({ heldUntil: inHours(2) })];
    expect(decide(waiting)).toEqual({ kind: 'wait', until: inHours(2) });
    expect(decide([...waiting, coupon({ couponId: '9' })])).toEqual({ kind: 'send', couponId: '9' });
  });

  test('half as long as it lives where an order may hold it to its end and beyond', () => {
    expect(decide([coupon({ heldUntil: inHours(24) })])).toEqual({ kind: 'wait', until: inHours(12) });
    const dying = { heldUntil: inHours(1), validUntil: inHours(1 / 60) };
    expect(decide([coupon(dying)])).toEqual({ kind: 'drop' });
  });
});

describe('of several reminders of one user and batch', () => {
  test('one day has one message', () => {
    expect(decide([coupon()], [other({ isSent: true })])).toEqual({ kind: 'drop' });
  });

  test('the one that reaches furthest speaks, of two that reach as far the one planned last', () => {
    expect(decide([coupon()], [other({ endsBy: inHours(25) })])).toEqual({ kind: 'drop' });
    expect(decide([coupon()], [other({ endsBy: inHours(23), id: '60' })]).kind).toBe('send');
    expect(decide([coupon()], [other({ id: '60' })])).toEqual({ kind: 'drop' });
    expect(decide([coupon()], [other({ id: '6' })]).kind).toBe('send');
  });

  test('one that a scan takes before its time leaves the word to one that is due', () => {
    const early = reminder({ notifTime: inHours(1), endsBy: inHours(48) });
    expect(decide([coupon()], [other()], early)).toEqual({ kind: 'leave' });
    expect(decide([coupon()], [other({ isSent: true })], early)).toEqual({ kind: 'drop' });
    expect(decide([coupon()], [], early).kind).toBe('send');
  });
});
