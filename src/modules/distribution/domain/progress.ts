/** Rates are measured over the last so many milliseconds. */
export const RATE_WINDOW_MS = 10_000;

export interface RecentWork {
  /** Users of chunks that were done since `since`. */
  readonly users: number;
  /** Not longer ago than RATE_WINDOW_MS. */
  readonly since: Date;
}

export interface Pace {
  /** Users a second; null while nothing is known. */
  readonly usersPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** How fast it goes, and how long it will take at that rate. @param usersLeft the audience less those whose turn has come */
export function paceOf(recent: RecentWork, usersLeft: number, now: Date): Pace {
  const seconds = (now.getTime() - recent.since.getTime()) / 1000;
  if (recent.users === 0 || seconds <= 0) return { usersPerSecond: null, secondsLeft: null };
  const usersPerSecond = recent.users / seconds;
  return {
    usersPerSecond: Math.round(usersPerSecond),
    secondsLeft: Math.ceil(Math.max(0, usersLeft) / usersPerSecond),
  };
}
