/**
 * How guessing is held off. What somebody types counts as wrong when it is well-formed and no code that they can use; a typo, which
 * its form alone gives away, costs nothing. Users are locked out after so many wrong ones. An address may be shared by many people
 * who are wrong now and then, so it has more, within a shorter time. Each further lockout is twice as long.
 */
export const USER_LIMIT: WrongLimit = { wrong: 10, withinMs: 86_400_000 };
export const ADDRESS_LIMIT: WrongLimit = { wrong: 100, withinMs: 600_000 };
export const FIRST_LOCK_MS = 60_000;
export const LONGEST_LOCK_MS = 86_400_000;
/** Wrong tries and lockouts are forgotten after so long without another wrong one. */
export const KEEP_MS = 86_400_000;

/** How many wrong tries lock out, counted from the first one on for so long. */
interface WrongLimit {
  readonly wrong: number;
  readonly withinMs: number;
}

/** What is known of a user or an address. Times are milliseconds since 1970. */
export interface Tries {
  wrong: number;
  /** When the first of those was. */
  since: number;
  locks: number;
  lockedUntil: number;
}

export const NO_TRIES: Readonly<Tries> = { wrong: 0, since: 0, locks: 0, lockedUntil: 0 };

/**
 * Counts a wrong try.
 * @returns false when the lockout came first: the try began before, and must be answered as if it had come after
 */
export function countWrong(tries: Tries, limit: WrongLimit, now: number): boolean {
  if (tries.lockedUntil > now) return false;
  if (tries.wrong === 0 || tries.since + limit.withinMs < now) {
    tries.wrong = 0;
    tries.since = now;
  }
  tries.wrong++;
  if (tries.wrong < limit.wrong) return true;
  tries.wrong = 0;
  tries.lockedUntil = now + Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(tries.locks, 20));
  tries.locks++;
  return true;
}
