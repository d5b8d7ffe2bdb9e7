import * as fc from 'fast-check';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const TIME_ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC'];

const texts = new Map<string, Intl.DateTimeFormat>();

/** What the wall shows, `YYYY-MM-DD HH:MM:SS`: another way to ask the runtime than the application's. */
export function shownAt(ms: number, timeZone: string): string {
  let format = texts.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    texts.set(timeZone, format);
  }
  return format.format(ms);
}

/** The wall's time as if it were UTC, so that walls can be compared. */
export function shownMs(ms: number, timeZone: string): number {
  return Date.parse(`${shownAt(ms, timeZone).replace(' ', 'T')}Z`) + (ms % 1000);
}

/** Every instant that shows this, found by trying all offsets that hold within two days of it. */
export function instantsShowing(wallMs: number, timeZone: string): number[] {
  const found = new Set<number>();
  for (let around = wallMs - 2 * DAY_MS; around <= wallMs + 2 * DAY_MS; around += HOUR_MS) {
    const instant = wallMs - (shownMs(around, timeZone) - around);
    if (shownMs(instant, timeZone) === wallMs) found.add(instant);
  }
  return [...found].sort((a, b) => a - b);
}

/** The instants of a year at which a zone's clocks change. */
export function changesOf(timeZone: string, year: number): number[] {
  const offset = (ms: number) => shownMs(ms, timeZone) - ms;
  const changes: number[] = [];
  const end = Date.UTC(year + 1, 0, 1);
  for (let ms = Date.UTC(year, 0, 1); ms < end; ms += DAY_MS) {
    if (offset(ms) === offset(ms + DAY_MS)) continue;
    let [low, high] = [ms, ms + DAY_MS];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

const anyMs = fc
  .integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2037, 11, 31) / 1000 })
  .map((s) => s * 1000);
const leapDays = fc
  .tuple(fc.constantFrom(2020, 2024, 2028, 2032, 2036, 2021, 2027), fc.integer({ min: -50, max: 80 }))
  .map(([year, hours]) => Date.UTC(year, 1, 28) + hours * HOUR_MS);
const changeCache = new Map<string, number[]>();

/** Instants near a change of clocks of that zone, where it has one. */
const nearChange = (timeZone: string): fc.Arbitrary<number> =>
  fc
    .tuple(fc.integer({ min: 2020, max: 2037 }), fc.nat(), fc.integer({ min: -180, max: 180 }), anyMs)
    .map(([year, pick, minutes, other]) => {
      const key = `${timeZone} ${year}`;
      const changes = changeCache.get(key) ?? changesOf(timeZone, year);
      changeCache.set(key, changes);
      return changes.length === 0 ? other : changes[pick % changes.length]! + minutes * 60_000;
    });

/** A zone and an instant in it: anywhere, around the end of February, or close to a change of clocks. */
export const zonedInstants: fc.Arbitrary<{ timeZone: string; ms: number }> = fc
  .constantFrom(...TIME_ZONES)
  .chain((timeZone) =>
    fc.oneof(anyMs, leapDays, nearChange(timeZone)).map((ms) => ({ timeZone, ms: ms + (ms % 7) * 137 })),
  );

/** The instant of a wall's time, by search: the first instant that shows it; where none does, the wall is ahead of it by the length of the gap. */
export function expectedInstant(wallMs: number, timeZone: string): number {
  const [first] = instantsShowing(wallMs, timeZone);
  if (first !== undefined) return first;
  for (let ahead = 60_000; ahead <= DAY_MS; ahead += 60_000) {
    const [shifted] = instantsShowing(wallMs + ahead, timeZone).filter(
      (instant) => shownMs(instant - ahead, timeZone) < wallMs,
    );
    const gap =
      shifted === undefined ? 0 : shownMs(shifted, timeZone) - shownMs(shifted - ahead, timeZone) - ahead;
    if (shifted !== undefined && gap === ahead) return shifted;
  }
  throw new Error('no instant shows it, and there is no gap');
}
