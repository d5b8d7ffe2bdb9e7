/** `coupon_lock.status`. */
export const LockStatus = { Locked: 0, Confirmed: 1, Cancelled: 2, TimedOut: 3 } as const;
export type LockStatus = (typeof LockStatus)[keyof typeof LockStatus];

/** As the API names them, by status. */
export const LOCK_STATUS_NAMES = ['locked', 'confirmed', 'cancelled', 'timed_out'] as const;
export type LockStatusName = (typeof LOCK_STATUS_NAMES)[number];

/** Every change of state that the hold of an outside order on its coupons can make. */
export const LOCK_TRANSITIONS = {
  /** Confirm: the coupons are used. */
  confirm: { from: LockStatus.Locked, to: LockStatus.Confirmed },
  /** Confirm after the time-out gave the coupons back: they are locked again if they are still free. */
  confirmLate: { from: LockStatus.TimedOut, to: LockStatus.Confirmed },
  /** Cancel: the coupons are available again. */
  cancel: { from: LockStatus.Locked, to: LockStatus.Cancelled },
  /** Cancel after the time-out gave the coupons back: only the hold itself ends. */
  cancelLate: { from: LockStatus.TimedOut, to: LockStatus.Cancelled },
  /** Nobody decided in time. */
  timeOut: { from: LockStatus.Locked, to: LockStatus.TimedOut },
} as const satisfies Record<string, { from: LockStatus; to: LockStatus }>;
export type LockTransition = keyof typeof LOCK_TRANSITIONS;

/** Holds that count as an order of their user. */
export const LIVE_LOCK_STATUSES = [LockStatus.Locked, LockStatus.Confirmed] as const;
