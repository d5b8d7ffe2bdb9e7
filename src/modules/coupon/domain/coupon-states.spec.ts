import {
  COUPON_STATUS_NAMES,
  COUPON_TRANSITIONS,
  CouponOperating,
  CouponStatus,
  shownStatus,
} from './coupon-states';

const transitions = Object.values(COUPON_TRANSITIONS);

test('every status has a name, at its own place', () => {
  expect(Object.entries(CouponStatus).map(([key, value]) => [key.toLowerCase(), value])).toEqual(
    COUPON_STATUS_NAMES.map((name, value) => [name, value]),
  );
});

test('the operation record names the state that the coupon went to', () => {
  const names = (table: Record<string, number>) =>
    Object.fromEntries(Object.entries(table).map(([k, v]) => [v, k]));
  for (const { to, operating } of transitions) {
    expect(names(CouponOperating)[operating]).toBe(names(CouponStatus)[to]);
  }
});

test('expired and revoked are final, and only a whole refund brings a used coupon back', () => {
  const left = new Set<number>(transitions.map(({ from }) => from));
  expect([...left].sort()).toEqual([CouponStatus.Available, CouponStatus.Locked, CouponStatus.Used]);
  expect(transitions.filter(({ from }) => from === CouponStatus.Used)).toEqual([COUPON_TRANSITIONS.restore]);
});

test('no two transitions that start alike end alike', () => {
  expect(new Set(transitions.map(({ from, to }) => `${from}>${to}`)).size).toBe(transitions.length);
});

test('an available coupon is shown as expired from the instant its time ends', () => {
  const end = new Date('2026-01-01T00:00:00.000Z');
  expect(shownStatus(CouponStatus.Available, end, new Date(end.getTime() - 1))).toBe('available');
  expect(shownStatus(CouponStatus.Available, end, end)).toBe('expired');
  expect(shownStatus(CouponStatus.Locked, end, end)).toBe('locked');
});
