import { addDays } from '../../../shared/zoned-time';
import type { RestorePolicy } from '../../batch';

/**
 * Until when a coupon can be used that a whole refund gives back at `now`. An extension counts days of the calendar.
 * @returns null when its batch's policy leaves it used
 */
export function endAfterRestore(
  restore: RestorePolicy,
  { validUntil, now, timeZone }: { validUntil: Date; now: Date; timeZone: string },
): Date | null {
  if (restore.policy === 'extended') {
    return new Date(Math.max(validUntil.getTime(), addDays(now, restore.days, timeZone).getTime()));
  }
  return restore.policy === 'if_valid' && validUntil > now ? validUntil : null;
}
