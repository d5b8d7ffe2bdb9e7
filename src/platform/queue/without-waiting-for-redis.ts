import { setTimeout as pause } from 'node:timers/promises';

/** How long the end of a queue waits for Redis. */
const GOODBYE_MS = 1_000;

/** Waits until something is closed that wants to take leave of Redis, as long as Redis answers. */
export async function withoutWaitingForRedis(closed: Promise<void>): Promise<void> {
  const answered = new AbortController();
  const silent = pause(GOODBYE_MS, undefined, { signal: answered.signal }).catch(() => undefined);
  await Promise.race([closed.catch(() => undefined), silent]);
  answered.abort();
}
