/** Places where a test may have a process killed. Each is between two steps that a crash could separate. */
export const FAULT_POINTS = [
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
  'outbox:before-commit',
  'outbox:after-commit',
  'order.create:before-commit',
  'order.create:after-commit',
  'order.pay:after-row',
  'order.pay:after-provider',
  'order.settle:before-commit',
  'order.settle:after-commit',
  'order.close:before-commit',
  'order.close:after-commit',
  'order.refund:after-provider',
  'notify.reminders:before-commit',
  'notify.reminders:after-commit',
  'notify.send:before-commit',
  'notify.send:after-commit',
  'notify.deliver:after-provider',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/**
 * Kills this process as `kill -9` would when FAULT_POINT names this place. Inert unless NODE_ENV is "test". It reads the
 * environment itself: it is not configuration, and nothing in production should have to carry it about.
 */
export function faultPoint(name: FaultPoint): void {
  if (process.env.NODE_ENV !== 'test' || process.env.FAULT_POINT !== name) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal takes effect at once, but not within this statement: nothing may happen until it does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
