import type { ClaimLoad } from '../../coupon';

/** Fewer claims than this leave the server to the distribution, as long as they are quick. */
const FEW_CLAIMS_PER_SECOND = 20;
const SLOW_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Whether users are getting coupons, so that distributions have to stand back. @param load undefined: nobody claims */
export function isClaimed(load: ClaimLoad | undefined): boolean {
  return load !== undefined && (load.claimsPerSecond >= FEW_CLAIMS_PER_SECOND || load.worstMs >= SLOW_MS);
}

/**
 * How long a worker rests after a chunk that took `tookMs`, so that it works `sharePercent` of the time; twice as long while
 * claims are slow.
 */
export function restAfter(tookMs: number, load: ClaimLoad | undefined, sharePercent: number): number {
  if (!load || !isClaimed(load)) return 0;
  const rest = tookMs * (100 / sharePercent - 1) * (load.worstMs >= SLOW_MS ? 2 : 1);
  return Math.min(Math.round(rest), LONGEST_PAUSE_MS);
}
