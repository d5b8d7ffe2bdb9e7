import { endAfterRestore } from './restore';

const now = new Date('2026-03-01T12:00:00.000Z');
const at = (days: number) => new Date(now.getTime() + days * 86_400_000);

test.each([
  ['never', { policy: 'never' }, 5, null],
  ['if valid, in its time', { policy: 'if_valid' }, 5, 5],
  ['if valid, at the instant its time ends', { policy: 'if_valid' }, 0, null],
  ['if valid, past its time', { policy: 'if_valid' }, -1, null],
  ['extended, past its time', { policy: 'extended', days: 7 }, -30, 7],
  ['extended, before its end', { policy: 'extended', days: 7 }, 5, 7],
  ['extended, with more time left than that', { policy: 'extended', days: 7 }, 9, 9],
] as const)('%s', (_title, restore, endsIn, expected) => {
  const times = { validUntil: at(endsIn), now, timeZone: 'UTC' };
  expect(endAfterRestore(restore, times)).toEqual(expected === null ? null : at(expected));
});

test('an extension ends at the same time of day, whatever the clocks do meanwhile', () => {
  const times = { validUntil: at(0), now: new Date('2026-03-28T12:00:00Z'), timeZone: 'Europe/Vienna' };
  expect(endAfterRestore({ policy: 'extended', days: 2 }, times)).toEqual(new Date('2026-03-30T11:00:00Z'));
});
