/** Places where a test may have a process killed. Each is between two steps that a crash could separate. */
export const FAULT_POINTS = [
  'migrate:after-statement',
  'coupon.claim:before-rows',
  'coupon.claim:before-commit',
  'coupon.claim:after-commit',
  'distribution.start:before-commit',
  'distribution.start:after-commit',
  'distribution.plan:before-commit',
  'distribution.plan:after-commit',
  'distribution.chunk:after-coupons',
  'distribution.chunk:before-commit',
  'distribution.chunk:after-commit',
  'distribution.close:before-commit',
  'distribution.close:after-commit',
  'code.make:before-commit',
  'code.send:after-rows',
  'code.send:before-commit',
  'audience.import:after-chunk',
  'outbox:before-commit',
  'outbox:after-commit',
  'order.create:after-hold',
  'order.create:after-rows',
  'order.create:before-commit',
  'order.create:after-commit',
  'order.pay:after-row',
  'order.pay:after-provider',
  'order.confirm:before-commit',
  'order.confirm:after-commit',
  'order.redeem:after-use',
  'order.settle:after-payment',
  'order.settle:before-commit',
  'order.settle:after-commit',
  'order.close:before-commit',
  'order.close:after-commit',
  'order.return:after-rows',
  'order.return:after-coupons',
  'order.return:before-commit',
  'order.return:after-commit',
  'order.refund:before-provider',
  'order.refund:after-provider',
  'order.refund:after-finish',
  'lock.try:after-row',
  'lock.try:after-lock',
  'lock.try:before-commit',
  'lock.try:after-commit',
  'lock.confirm:after-coupons',
  'lock.confirm:after-ledger',
  'lock.confirm:before-commit',
  'lock.confirm:after-commit',
  'lock.cancel:before-commit',
  'lock.cancel:after-commit',
  'lock.release:before-commit',
  'lock.release:after-commit',
  'notify.reminders:before-commit',
  'notify.reminders:after-commit',
  'notify.send:before-commit',
  'notify.send:after-commit',
  'notify.deliver:after-provider',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Read once, because hot paths pass here. */
const armed = process.env.NODE_ENV === 'test' ? process.env.FAULT_POINT : undefined;

/**
 * Kills this process as `kill -9` would when FAULT_POINT named this place at its start. Inert unless NODE_ENV is "test". It reads
 * the environment itself: it is not configuration, and nothing in production should have to carry it about.
 */
export function faultPoint(name: FaultPoint): void {
  if (armed !== name) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal takes effect at once, but not within this statement: nothing may happen until it does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
