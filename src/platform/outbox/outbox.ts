import type { Tx } from '../database';

/** Part of a distribution: its coupons have the ids of [fromCouponId, untilCouponId). */
export interface IssuedChunk {
  distributionId: string;
  chunkNo: number;
  fromCouponId: string;
  untilCouponId: string;
}
/** These users, all those from one to another, or everyone. */
export type Audience =
  | { userIds: string[] }
  | { fromUserId: string; untilUserId: string }
  | { everyone: true };

/** Everything that may be promised: topic → payload. Payloads are small and hold ids, never whole things. */
export interface OutboxTopics {
  /** Coupons were issued. `count` of them, in one transaction; `chunk` says which, where a distribution did it. */
  'coupon.issued': { batchId: string; count: number; source: number; chunk?: IssuedChunk };
  /** An operation's row is committed and waits to be carried out. */
  'coupon.operation': { operationId: string };
  /** A tag or group is gone; its members' rows are not yet. */
  'audience.label-deleted': { kind: 'tag' | 'group'; labelId: string };
  /** A chunk of a distribution that has something to say was issued. */
  'coupon.distributed': IssuedChunk;
  /** A message to selected users is committed and waits to be written to their inboxes. */
  'notify.send': { messageId: string };
  /** Users have something new in their inboxes, which those who are online get at once. */
  'notify.live': Audience;
}

export type OutboxTopic = keyof OutboxTopics;

/** Promises work, in the transaction that causes it. The relay puts it on the queue after the commit. */
export async function enqueue<Topic extends OutboxTopic>(
  tx: Tx,
  topic: Topic,
  payload: OutboxTopics[Topic],
  now: Date,
): Promise<void> {
  await tx.change('INSERT INTO outbox (topic, payload, created_at, due_at) VALUES (?, ?, ?, ?)', [
    topic,
    JSON.stringify(payload),
    now,
    now,
  ]);
}
