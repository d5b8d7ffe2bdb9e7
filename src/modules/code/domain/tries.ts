/**
 * How guessing is held off. What somebody types counts as wrong when it is well-formed and no code that they can use; a typo, which
 * its form alone gives away, costs nothing. Users are locked out after so many wrong ones, whatever comes at the same time. An address
 * may be shared by many people who are wrong now and then, so it has more, within a shorter time. Each further lockout is twice as
 * long.
 */
export const USER_LIMIT: WrongLimit = { wrong: 10, withinMs: 86_400_000 };
export const ADDRESS_LIMIT: WrongLimit = { wrong: 100, withinMs: 600_000 };
export const FIRST_LOCK_MS = 60_000;
export const LONGEST_LOCK_MS = 86_400_000;
/** Lockouts are forgotten after so long without another wrong try. */
export const KEEP_MS = 86_400_000;
/** A try that has not ended by then never will: its process died. */
export const FLIGHT_MS = 60_000;
/** Who has too many tries under way may come again after that. */
export const CROWDED_MS = 1_000;

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
  /** Tries under way: they count until it is known what they are. */
  flying: number;
  flownAt: number;
  locks: number;
  lockedUntil: number;
}

export const NO_TRIES: Readonly<Tries> = {
  wrong: 0,
  since: 0,
  flying: 0,
  flownAt: 0,
  locks: 0,
  lockedUntil: 0,
};

/** Takes a try, unless there is none to be had. @returns 0, or how many milliseconds to wait */
export function takeTry(user: Tries, address: Tries, now: number): number {
  const wait = Math.max(user.lockedUntil, address.lockedUntil) - now;
  if (wait > 0) return wait;
  if (user.flownAt + FLIGHT_MS < now) user.flying = 0;
  if (isOver(user, USER_LIMIT, now)) user.wrong = 0;
  if (user.wrong + user.flying >= USER_LIMIT.wrong) return CROWDED_MS;
  user.flying++;
  user.flownAt = now;
  return 0;
}

/** A try that was taken is over. */
export function endTry(user: Tries, address: Tries, isWrong: boolean, now: number): void {
  user.flying = Math.max(0, user.flying - 1);
  if (!isWrong) return;
  countWrong(user, USER_LIMIT, now);
  countWrong(address, ADDRESS_LIMIT, now);
}

const isOver = ({ since }: Tries, { withinMs }: WrongLimit, now: number): boolean => since + withinMs < now;

function countWrong(tries: Tries, limit: WrongLimit, now: number): void {
  if (tries.wrong === 0 || isOver(tries, limit, now)) {
    tries.wrong = 0;
    tries.since = now;
  }
  tries.wrong++;
  if (tries.wrong < limit.wrong) return;
  tries.wrong = 0;
  tries.lockedUntil = now + Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(tries.locks, 20));
  tries.locks++;
}
