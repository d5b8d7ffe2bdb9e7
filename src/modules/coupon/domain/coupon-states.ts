/**
 * A user's coupon.
 *
 *     available ── lock ──► locked ── use ──► used
 *      │ │  ▲ ▲◄─ release ───┘ │               │
 *      │ │  └───── restore ────┼───────────────┘
 *      │ └─ expire ──► expired ◄┘ releaseExpired
 *      └─ revoke ──► revoked
 *
 * Orders and outside holds lock, use and release; a refund restores; a scan expires; the platform or the batch's merchant revokes.
 * `infra/change-coupons.ts` is the one way to do it, and writes a record of each.
 */

/** `coupon.status`: the customer's 0 = usable, and ours. */
export const CouponStatus = { Available: 0, Locked: 1, Used: 2, Expired: 3, Revoked: 4 } as const;
export type CouponStatus = (typeof CouponStatus)[keyof typeof CouponStatus];

/** `t_coupon_opt_record.operating`: the customer's 0 to 2, and ours. */
export const CouponOperating = { Locked: 0, Used: 1, Available: 2, Expired: 3, Revoked: 4 } as const;
export type CouponOperating = (typeof CouponOperating)[keyof typeof CouponOperating];

/** As the API names them, by status. */
export const COUPON_STATUS_NAMES = ['available', 'locked', 'used', 'expired', 'revoked'] as const;
export type CouponStatusName = (typeof COUPON_STATUS_NAMES)[number];

interface Transition {
  readonly from: CouponStatus;
  readonly to: CouponStatus;
  readonly operating: CouponOperating;
}

/** Every change of state that a coupon can make, with what the operation record says about it. There is no other. */
export const COUPON_TRANSITIONS = {
  /** Try: an order that is being created holds the coupon. */
  lock: { from: CouponStatus.Available, to: CouponStatus.Locked, operating: CouponOperating.Locked },
  /** Confirm: the order that holds it was paid. */
  use: { from: CouponStatus.Locked, to: CouponStatus.Used, operating: CouponOperating.Used },
  /** Cancel: the order that held it is not paid. */
  release: { from: CouponStatus.Locked, to: CouponStatus.Available, operating: CouponOperating.Available },
  /** Cancel, after the coupon's time has passed. */
  releaseExpired: { from: CouponStatus.Locked, to: CouponStatus.Expired, operating: CouponOperating.Expired },
  /** The order that used it was refunded whole, and its batch gives coupons back. */
  restore: { from: CouponStatus.Used, to: CouponStatus.Available, operating: CouponOperating.Available },
  expire: { from: CouponStatus.Available, to: CouponStatus.Expired, operating: CouponOperating.Expired },
  revoke: { from: CouponStatus.Available, to: CouponStatus.Revoked, operating: CouponOperating.Revoked },
} as const satisfies Record<string, Transition>;

export type CouponTransition = keyof typeof COUPON_TRANSITIONS;

/** What the API says about a coupon: one whose time has passed is expired, whether a scan has noted it or not. */
export function shownStatus(status: CouponStatus, validUntil: Date, now: Date): CouponStatusName {
  const passed = status === CouponStatus.Available && validUntil <= now;
  return COUPON_STATUS_NAMES[passed ? CouponStatus.Expired : status];
}
