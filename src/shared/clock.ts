/** Where decisions get their time from. Code that decides takes a `Date`; only application code asks a clock. */
export abstract class Clock {
  /** The current instant, on the database's time line. */
  abstract now(): Date;

  /**
   * False while it is in doubt whether `now` is right. What takes something away because its time is over (time-outs, expiry,
   * purges) then waits: being late harms nobody.
   */
  isTrusted(): boolean {
    return true;
  }
}
