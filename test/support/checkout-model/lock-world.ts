import { budgetOf, Coupon, lockName, refuseCoupons, release, type World } from './world';

/** `coupon_lock.status`. */
const Lock = { Locked: 0, Confirmed: 1, Cancelled: 2, TimedOut: 3 } as const;

/** What an outside order asks for. */
export interface WantedLock {
  couponsAt: number[];
  withCart: boolean;
  ttlSeconds: number;
}

/** Try. @returns the code that it is answered with */
export function tryLock(world: World, orderNo: string, wanted: WantedLock): string {
  const input = JSON.stringify(wanted);
  const known = world.locks[orderNo];
  if (known) {
    if (known.input !== null && known.input !== input) return 'COUPON_LOCK_REUSED';
    const stands = known.status === Lock.Locked || known.status === Lock.Confirmed;
    return stands ? '201' : 'COUPON_LOCK_STATE_CONFLICT';
  }
  const { couponsAt, withCart, ttlSeconds } = wanted;
  const refusal = withCart ? refuseCoupons(world, couponsAt) : refuseUnpriced(world, couponsAt);
  if (refusal) return refusal;
  const budgetMinor = withCart ? budgetOf(world, couponsAt) : 0;
  world.budgetLeftMinor -= budgetMinor;
  for (const at of couponsAt) {
    Object.assign(world.coupons[at]!, { status: Coupon.Locked, holder: lockName(orderNo) });
  }
  const lockedUntil = world.now + ttlSeconds * 1000;
  world.locks[orderNo] = { status: Lock.Locked, input, couponsAt, budgetMinor, lockedUntil };
  return '201';
}

/** Without a cart only state and window count, and what has a budget can't be had. */
function refuseUnpriced(world: World, couponsAt: readonly number[]): string | undefined {
  const coupons = couponsAt.map((at) => world.coupons[at]!);
  if (coupons.some(({ status }) => status !== Coupon.Available)) return 'COUPON_NOT_AVAILABLE';
  const refused = coupons.some(
    ({ validUntil, offer }) => validUntil <= world.now || world.offers[offer]!.budgeted,
  );
  return refused ? 'COUPON_NOT_APPLICABLE' : undefined;
}

/** Confirm. @returns the code that it is answered with */
export function confirmLock(world: World, orderNo: string): string {
  const lock = world.locks[orderNo];
  if (!lock) return 'COUPON_LOCK_NOT_FOUND';
  if (lock.status === Lock.Confirmed) return '200';
  if (lock.status === Lock.Cancelled) return 'COUPON_LOCK_STATE_CONFLICT';
  const coupons = lock.couponsAt.map((at) => world.coupons[at]!);
  if (lock.status === Lock.TimedOut) {
    const free = coupons.every(
      ({ status, validUntil }) => status === Coupon.Available && validUntil > world.now,
    );
    if (!free) return 'COUPON_NOT_AVAILABLE';
    if (lock.budgetMinor > world.budgetLeftMinor) return 'BUDGET_EXHAUSTED';
    world.budgetLeftMinor -= lock.budgetMinor;
  }
  lock.status = Lock.Confirmed;
  for (const coupon of coupons) Object.assign(coupon, { status: Coupon.Used, holder: lockName(orderNo) });
  return '200';
}

/** Cancel: before its try, it is remembered. @returns the code that it is answered with */
export function cancelLock(world: World, orderNo: string): string {
  const lock = world.locks[orderNo];
  if (!lock) {
    world.locks[orderNo] = {
      status: Lock.Cancelled,
      input: null,
      couponsAt: [],
      budgetMinor: 0,
      lockedUntil: 0,
    };
    return '200';
  }
  if (lock.status === Lock.Confirmed) return 'COUPON_LOCK_STATE_CONFLICT';
  if (lock.status === Lock.Locked) giveUp(world, orderNo);
  lock.status = Lock.Cancelled;
  return '200';
}

/** What the due scan does with one lock. */
export function releaseLock(world: World, orderNo: string): void {
  const lock = world.locks[orderNo]!;
  if (lock.status !== Lock.Locked || lock.lockedUntil > world.now) return;
  giveUp(world, orderNo);
  lock.status = Lock.TimedOut;
}

function giveUp(world: World, orderNo: string): void {
  const lock = world.locks[orderNo]!;
  world.budgetLeftMinor += lock.budgetMinor;
  for (const at of lock.couponsAt) release(world, at);
}
