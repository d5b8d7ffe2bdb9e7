/** How far a measurement may be from the one before: clocks drift by milliseconds a minute, and answers take a while. */
const TOLERANCE_MS = 1_000;
/** A database's time that has moved is believed after it has stayed there for so long. A step of a minute never is. */
const ADOPT_AFTER_MS = 5 * 60_000;
/** An offset that was not confirmed for so long is in doubt. */
const STALE_AFTER_MS = 5 * 60_000;
/** By so much a machine must have slept before its own clock counts as one that stood still. */
const SLEPT_MS = 2_000;

/** One look at the database's clock. All in milliseconds. */
export interface Measurement {
  /** By this process's monotonic clock, in the middle of the question. */
  atMs: number;
  /** What the database said. */
  databaseMs: number;
  /** How long the machine has slept in all since it was started: time that the monotonic clock does not count. */
  sleptMs: number;
}

interface Suspect {
  offsetMs: number;
  sinceMs: number;
}

/**
 * How far the database's clock is from a monotonic one that knows no date. Nothing that happens to the host's date moves it; a
 * measurement that disagrees with those before is not believed until it has lasted.
 */
export class ClockOffset {
  private confirmedAtMs = Number.NEGATIVE_INFINITY;
  private sleptMs = 0;
  private suspect: Suspect | undefined;

  /** @param offsetMs a guess, until the first measurement */
  constructor(public offsetMs: number) {}

  take({ atMs, databaseMs, sleptMs }: Measurement): void {
    const offsetMs = databaseMs - atMs;
    const isFirst = this.confirmedAtMs === Number.NEGATIVE_INFINITY;
    const hasSlept = Math.abs(sleptMs - this.sleptMs) > SLEPT_MS;
    if (isFirst || hasSlept || isNear(offsetMs, this.offsetMs)) {
      this.confirm(offsetMs, atMs);
    } else if (this.suspect === undefined || !isNear(offsetMs, this.suspect.offsetMs)) {
      this.suspect = { offsetMs, sinceMs: atMs };
    } else if (atMs - this.suspect.sinceMs >= ADOPT_AFTER_MS) {
      this.confirm(offsetMs, atMs);
    }
    this.sleptMs = sleptMs;
  }

  /** @param nowMs by the monotonic clock */
  isTrusted(nowMs: number, sleptMs: number): boolean {
    const isFresh = nowMs - this.confirmedAtMs < STALE_AFTER_MS;
    return isFresh && this.suspect === undefined && Math.abs(sleptMs - this.sleptMs) <= SLEPT_MS;
  }

  private confirm(offsetMs: number, atMs: number): void {
    this.offsetMs = offsetMs;
    this.confirmedAtMs = atMs;
    this.suspect = undefined;
  }
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE_MS;
