/**
 * A distribution, and its chunks of users.
 *
 *     scheduled ── start ──► running ── finish ──► done
 *      │                     │ ▲ │ ├─ exhaust ───────────► exhausted ──┐
 *      │               pause ▼ │ │ └─ finishIncomplete ──► incomplete ─┤ retry: running again
 *      │                    paused │
 *      └─ cancel (from these three) ──► cancelling ── closeCancelled ──► cancelled
 *
 * Its merchant or the platform pauses, resumes, cancels and retries; the planner starts one that is due; whoever finishes the last
 * chunk ends it (`close-distribution.ts`). A chunk is pending until its users have got their coupons (done), its tries are used up
 * (failed), or the stock or the distribution ended first (closed).
 */

/** The `distribution.status` column. */
export const DistributionStatus = {
  Scheduled: 0,
  Running: 1,
  Paused: 2,
  /** Cancelled by somebody, or by the end of its batch; what is under way ends first. */
  Cancelling: 3,
  Cancelled: 4,
  Done: 5,
  /** The stock ran out before the audience did. */
  Exhausted: 6,
  /** Everybody's turn has come, but some chunks failed. */
  Incomplete: 7,
} as const;
export type DistributionStatus = (typeof DistributionStatus)[keyof typeof DistributionStatus];

/** How the statuses are called outside. */
export const DISTRIBUTION_STATUS_NAMES = [
  'scheduled',
  'running',
  'paused',
  'cancelling',
  'cancelled',
  'done',
  'exhausted',
  'incomplete',
] as const;
export type DistributionStatusName = (typeof DISTRIBUTION_STATUS_NAMES)[number];

interface Transition {
  readonly from: readonly DistributionStatus[];
  readonly to: DistributionStatus;
}

const { Scheduled, Running, Paused, Cancelling, Cancelled, Done, Exhausted, Incomplete } = DistributionStatus;

/** The one transition table: nothing else changes a distribution's status. */
export const DISTRIBUTION_TRANSITIONS = {
  start: { from: [Scheduled], to: Running },
  pause: { from: [Running], to: Paused },
  resume: { from: [Paused], to: Running },
  cancel: { from: [Scheduled, Running, Paused], to: Cancelling },
  /** Failed chunks run again, and after a top-up whom the stock did not reach. */
  retry: { from: [Exhausted, Incomplete], to: Running },
  closeCancelled: { from: [Cancelling], to: Cancelled },
  finish: { from: [Running], to: Done },
  exhaust: { from: [Running], to: Exhausted },
  finishIncomplete: { from: [Running], to: Incomplete },
} as const satisfies Record<string, Transition>;
export type DistributionTransition = keyof typeof DISTRIBUTION_TRANSITIONS;

/** Nothing more happens by itself. */
export const ENDED: readonly DistributionStatus[] = [Cancelled, Done, Exhausted, Incomplete];

/** The `distribution_chunk.status` column. */
export const ChunkStatus = { Pending: 0, Done: 1, Failed: 2, Closed: 3 } as const;
export type ChunkStatus = (typeof ChunkStatus)[keyof typeof ChunkStatus];

/** By what it is called outside. */
export const hasEnded = ({ status }: { readonly status: DistributionStatusName }): boolean =>
  ENDED.some((ended) => DISTRIBUTION_STATUS_NAMES[ended] === status);
