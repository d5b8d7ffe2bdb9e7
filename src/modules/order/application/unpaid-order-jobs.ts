/** Wakes somebody up when the time to pay of orders is over. The fast path only: a scan of MySQL finds what it loses. */
export abstract class UnpaidOrderJobs {
  /** Returns at once; a queue that is away is no reason to fail or to wait. */
  abstract schedule(at: Date): void;
}
