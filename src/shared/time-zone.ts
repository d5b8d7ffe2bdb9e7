import { BoundedMap } from './bounded-map';

/** Names come from outside: what is remembered of them must not grow without end. */
const REMEMBERED = 1_000;
/** Twice as long as the longest name. */
export const MAX_TIME_ZONE_LENGTH = 64;

/** By name as it came; null: there is no such time zone. */
const spellings = new BoundedMap<string, string | null>(REMEMBERED);

/** True for a name that this runtime's time zone database knows, such as `Europe/Vienna`; offsets are no time zones. */
export function isTimeZone(name: string): boolean {
  return canonicalTimeZone(name) !== undefined;
}

/**
 * The runtime takes a time zone's name in any case, so one zone has thousands of spellings.
 * @returns the one to store: `Europe/Vienna` for `europe/VIENNA`; a name that is only a link to another (`Asia/Kolkata`, to some
 * runtimes) as it came; undefined when there is no such time zone
 */
export function canonicalTimeZone(name: string): string | undefined {
  if (name.length > MAX_TIME_ZONE_LENGTH) return undefined;
  let spelling = spellings.get(name);
  if (spelling === undefined) {
    spelling = spellingOf(name);
    spellings.set(name, spelling);
  }
  return spelling ?? undefined;
}

function spellingOf(name: string): string | null {
  const zone = /^[A-Za-z]/.test(name) ? zoneNamed(name) : undefined;
  if (zone === undefined) return null;
  return zone.toLowerCase() === name.toLowerCase() ? zone : name;
}

/** @returns the zone itself, whatever link or spelling names it */
export function zoneNamed(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
