import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is yes: first after a few milliseconds, later ten times a second.
 * @param {() => boolean | Promise<boolean>} ask
 * @param {{ deadlineMs: number, signal?: AbortSignal }} options `signal` ends the waiting with its reason
 * @returns {Promise<boolean>} false when the deadline passed without a yes
 */
export async function pollUntil(ask, { deadlineMs, signal }) {
  const endsAt = performance.now() + deadlineMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.5, 100)) {
    signal?.throwIfAborted();
    if (await ask()) return true;
    if (performance.now() >= endsAt) return false;
    await delay(pauseMs);
  }
}
