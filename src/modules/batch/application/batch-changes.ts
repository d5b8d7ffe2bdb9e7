/** Tells every process that a batch's terms or stock changed, so that what they remember of it is read again. */
export abstract class BatchChanges {
  /**
   * Called after commit. Best effort, never throws: who misses it goes on with what it remembers for a second at most, and
   * the counter's UPDATE compares status and version anyway.
   */
  abstract changed(batchId: string): Promise<void>;
}

/** The Redis channel; a message is a batch's id. */
export const BATCH_CHANGED_CHANNEL = 'coupon:batch-changed';
