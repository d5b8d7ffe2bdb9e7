import { ClockOffset } from './clock-offset';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** The database's clock as seen by a process that was started at its moment 0. */
function process() {
  const offset = new ClockOffset(0);
  let atMs = 0;
  return {
    offset,
    /** @param awayMs by how much the database's date is wrong */
    passes(ms: number, { awayMs = 0, sleptMs = 0 } = {}) {
      atMs += ms;
      offset.take({ atMs, databaseMs: EPOCH_MS + atMs + awayMs, sleptMs });
    },
    silence(ms: number) {
      atMs += ms;
    },
    trusted: (sleptMs = 0) => offset.isTrusted(atMs, sleptMs),
  };
}

test('nothing is trusted before the first measurement, and that is taken as it is', () => {
  const { offset, passes, trusted } = process();
  expect(trusted()).toBe(false);
  passes(10);
  expect(offset.offsetMs).toBe(EPOCH_MS);
  expect(trusted()).toBe(true);
});

test.each([2 * DAY_MS, -2 * DAY_MS])(
  'a date that is wrong by %d ms for a minute is never believed, and decides nothing meanwhile',
  (awayMs) => {
    const { offset, passes, trusted } = process();
    passes(10);
    for (let round = 0; round < 6; round++) {
      passes(10_000, { awayMs });
      expect(trusted()).toBe(false);
      expect(offset.offsetMs).toBe(EPOCH_MS);
    }
    passes(10_000);
    expect(offset.offsetMs).toBe(EPOCH_MS);
    expect(trusted()).toBe(true);
  },
);

test('a date that has moved for good is believed after five minutes', () => {
  const { offset, passes, trusted } = process();
  passes(10);
  for (let round = 0; round < 30; round++) passes(10_000, { awayMs: 10_000 });
  expect(trusted()).toBe(false);
  passes(10_000, { awayMs: 10_000 });
  expect(trusted()).toBe(true);
  expect(offset.offsetMs).toBe(EPOCH_MS + 10_000);
});

test('dates that jump about are never believed', () => {
  const { offset, passes, trusted } = process();
  passes(10);
  for (let round = 1; round < 100; round++) passes(10_000, { awayMs: round * 5_000 });
  expect(trusted()).toBe(false);
  expect(offset.offsetMs).toBe(EPOCH_MS);
});

test('a slow drift is followed', () => {
  const { offset, passes, trusted } = process();
  for (let round = 0; round < 100; round++) passes(10_000, { awayMs: round * 100 });
  expect(trusted()).toBe(true);
  expect(offset.offsetMs).toBe(EPOCH_MS + 9_900);
});

test('an offset that was not measured for five minutes is in doubt', () => {
  const { passes, silence, trusted } = process();
  passes(10);
  silence(5 * MINUTE_MS - 1);
  expect(trusted()).toBe(true);
  silence(1);
  expect(trusted()).toBe(false);
});

test('a machine that has slept is in doubt until the next measurement, which is believed at once', () => {
  const { offset, passes, trusted } = process();
  passes(10);
  expect(trusted(3_600_000)).toBe(false);
  passes(10, { awayMs: 3_600_000, sleptMs: 3_600_000 });
  expect(trusted(3_600_000)).toBe(true);
  expect(offset.offsetMs).toBe(EPOCH_MS + 3_600_000);
});
