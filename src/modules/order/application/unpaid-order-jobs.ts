/** Wakes somebody up when an order's time to pay is over. The fast path only: a scan of MySQL finds what it loses. */
export abstract class UnpaidOrderJobs {
  /** Returns at once; a queue that is away is no reason to fail or to wait. */
  abstract schedule(orderId: string, at: Date): void;
}
