import type { GiveBack } from '../../batch';

const DAY_MS = 86_400_000;

/**
 * Until when a coupon can be used that a whole refund gives back at `now`.
 * @returns null when its batch's policy leaves it used
 */
export function endAfterGiveBack(giveBack: GiveBack, validUntil: Date, now: Date): Date | null {
  if (giveBack.policy === 'extended') {
    return new Date(Math.max(validUntil.getTime(), now.getTime() + giveBack.days * DAY_MS));
  }
  return giveBack.policy === 'if_valid' && validUntil > now ? validUntil : null;
}
