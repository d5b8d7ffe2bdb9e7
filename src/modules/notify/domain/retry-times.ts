/** A doubling wait with an end: `firstMs`, twice that, and so on up to `longestMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** Tries in all, the first one included. */
  readonly attempts: number;
}

/**
 * When to try again after `attempts` failed tries, or null when it has been tried often enough.
 * @param random 0 to 1: spreads the wait over half to one and a half of itself, so that failures don't come back together
 */
export function nextTry(now: Date, attempts: number, backoff: Backoff, random: number): Date | null {
  if (attempts >= backoff.attempts) return null;
  const waitMs = Math.min(backoff.firstMs * 2 ** (attempts - 1), backoff.longestMs);
  return new Date(now.getTime() + Math.round(waitMs * (0.5 + random)));
}
