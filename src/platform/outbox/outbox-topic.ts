import type { Tx } from '../database';

declare const payload: unique symbol;

/** A kind of work that may be enqueued. The module that owns it declares it, as a constant. */
export interface OutboxTopic<Payload extends object = object> {
  /** As in the rows: rows of it outlive a release, so it never changes. */
  readonly name: string;
  /** Only the type checker knows of it. */
  readonly [payload]?: Payload;
}

export type PayloadOf<Topic> = Topic extends OutboxTopic<infer Payload> ? Payload : never;

/**
 * Declares a topic: `const COUPON_ISSUED = outboxTopic<{ batchId: string }>('coupon.issued')`. Its payload is small and holds
 * ids, never whole things. The worker has to be told of it as well (`OutboxWorkerModule.forTopics`).
 */
export const outboxTopic = <Payload extends object>(name: string): OutboxTopic<Payload> => ({ name });

/** Promises work, in the transaction that causes it. The relay puts it on the queue after the commit. */
export async function enqueue<Payload extends object>(
  tx: Tx,
  topic: OutboxTopic<Payload>,
  content: NoInfer<Payload>,
  now: Date,
): Promise<void> {
  await tx.change('INSERT INTO outbox (topic, payload, created_at, due_at) VALUES (?, ?, ?, ?)', [
    topic.name,
    JSON.stringify(content),
    now,
    now,
  ]);
}
