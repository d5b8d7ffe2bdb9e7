/** The `coupon_batch.status` column. */
export const BatchStatus = { Draft: 0, Published: 1, Paused: 2, Ended: 3 } as const;
export type BatchStatus = (typeof BatchStatus)[keyof typeof BatchStatus];

/** How the statuses are called outside. */
export const STATUS_NAMES = ['draft', 'published', 'paused', 'ended'] as const;
export type BatchStatusName = (typeof STATUS_NAMES)[number];

interface Move {
  readonly from: readonly BatchStatus[];
  readonly to: BatchStatus;
}

/** The one transition table: nothing else changes a batch's status. An ended batch stays ended. */
export const MOVES = {
  publish: { from: [BatchStatus.Draft], to: BatchStatus.Published },
  pause: { from: [BatchStatus.Published], to: BatchStatus.Paused },
  resume: { from: [BatchStatus.Paused], to: BatchStatus.Published },
  end: { from: [BatchStatus.Published, BatchStatus.Paused], to: BatchStatus.Ended },
} as const satisfies Record<string, Move>;
export type BatchMove = keyof typeof MOVES;

/** Statuses in which stock and terms may still rise. */
export const LIVE: readonly BatchStatus[] = [BatchStatus.Published, BatchStatus.Paused];

export function canMove(from: BatchStatus, move: BatchMove): boolean {
  return (MOVES[move].from as readonly BatchStatus[]).includes(from);
}
