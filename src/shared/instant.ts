/** ECMAScript also reads the hour 24, which RFC 3339 has not. */
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** Far enough for every window, and inside what DATETIME holds whatever the offset. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;

/** True for an RFC 3339 instant such as `2026-11-24T08:00:00Z`: milliseconds at most, a day that exists, 2000 to 2199. */
export function isInstant(value: unknown): value is string {
  const parts = typeof value === 'string' ? INSTANT.exec(value) : null;
  if (!parts || Number.isNaN(Date.parse(value as string))) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  // Date.parse turns 30 February into 2 March.
  const dayExists = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
  return dayExists && year >= FIRST_YEAR && year <= LAST_YEAR;
}
