/** Where decisions get their time from. Code that decides takes a `Date`; only application code asks a clock. */
export abstract class Clock {
  /** The current instant, on the database's time line. */
  abstract now(): Date;
}
