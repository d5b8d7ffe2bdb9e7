/**
 * A batch of coupons.
 *
 *     draft ── publish ──► published ── end ──► ended
 *                           │ ▲                  ▲
 *                     pause ▼ │ resume           │
 *                          paused ──── end ──────┘
 *
 * Its merchant or the platform moves it (`transition-batch.ts`, `publish-batch.ts`); nothing does by itself: the times of a batch are
 * looked at when somebody claims.
 */

/** The `coupon_batch.status` column. */
export const BatchStatus = { Draft: 0, Published: 1, Paused: 2, Ended: 3 } as const;
export type BatchStatus = (typeof BatchStatus)[keyof typeof BatchStatus];

/** How the statuses are called outside. */
export const STATUS_NAMES = ['draft', 'published', 'paused', 'ended'] as const;
export type BatchStatusName = (typeof STATUS_NAMES)[number];

interface Transition {
  readonly from: readonly BatchStatus[];
  readonly to: BatchStatus;
}

/** The one transition table: nothing else changes a batch's status. An ended batch stays ended. */
export const BATCH_TRANSITIONS = {
  publish: { from: [BatchStatus.Draft], to: BatchStatus.Published },
  pause: { from: [BatchStatus.Published], to: BatchStatus.Paused },
  resume: { from: [BatchStatus.Paused], to: BatchStatus.Published },
  end: { from: [BatchStatus.Published, BatchStatus.Paused], to: BatchStatus.Ended },
} as const satisfies Record<string, Transition>;
export type BatchTransition = keyof typeof BATCH_TRANSITIONS;

/** Statuses in which stock and terms may still rise. */
export const LIVE: readonly BatchStatus[] = [BatchStatus.Published, BatchStatus.Paused];

export function canTransition(from: BatchStatus, transition: BatchTransition): boolean {
  return (BATCH_TRANSITIONS[transition].from as readonly BatchStatus[]).includes(from);
}
