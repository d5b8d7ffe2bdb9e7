export const OUTBOX_QUEUE = 'outbox';

/** A job names the row; what is to be done is read from MySQL. */
export interface OutboxJob {
  outboxId: string;
}
