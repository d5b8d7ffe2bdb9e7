/**
 * The hold of an outside order on its coupons (try, confirm, cancel).
 *
 *     locked ── confirm ──────────────────► confirmed
 *       │  └─ cancel ───► cancelled            ▲
 *       │                  ▲ cancelLate        │
 *       └─ timeOut ──► timed out ── confirmLate
 *
 * The outside order system confirms and cancels, each as often as it likes; a scan of due holds times out.
 */

/** `coupon_lock.status`. */
export const HoldStatus = { Locked: 0, Confirmed: 1, Cancelled: 2, TimedOut: 3 } as const;
export type HoldStatus = (typeof HoldStatus)[keyof typeof HoldStatus];

/** As the API names them, by status. */
export const HOLD_STATUS_NAMES = ['locked', 'confirmed', 'cancelled', 'timed_out'] as const;
export type HoldStatusName = (typeof HOLD_STATUS_NAMES)[number];

/** Every change of state that the hold of an outside order on its coupons can make. */
export const HOLD_TRANSITIONS = {
  /** Confirm: the coupons are used. */
  confirm: { from: HoldStatus.Locked, to: HoldStatus.Confirmed },
  /** Confirm after the time-out gave the coupons back: they are locked again if they are still free. */
  confirmLate: { from: HoldStatus.TimedOut, to: HoldStatus.Confirmed },
  /** Cancel: the coupons are available again. */
  cancel: { from: HoldStatus.Locked, to: HoldStatus.Cancelled },
  /** Cancel after the time-out gave the coupons back: only the hold itself ends. */
  cancelLate: { from: HoldStatus.TimedOut, to: HoldStatus.Cancelled },
  /** Nobody decided in time. */
  timeOut: { from: HoldStatus.Locked, to: HoldStatus.TimedOut },
} as const satisfies Record<string, { from: HoldStatus; to: HoldStatus }>;
export type HoldTransition = keyof typeof HOLD_TRANSITIONS;

/** Holds that count as an order of their user. */
export const LIVE_HOLD_STATUSES = [HoldStatus.Locked, HoldStatus.Confirmed] as const;
