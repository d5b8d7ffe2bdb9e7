import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkReminders, NO_VIOLATIONS } from './notify-history.mjs';

const right = () => ({
  users: [1, 2, 3],
  inbox: [1, 2, 3],
  open: 0,
  mails: ['a', 'b', 'c'],
  received: ['a', 'b', 'c'],
  unacknowledged: new Set(),
});

test('finds nothing wrong with what is right', () => {
  assert.deepEqual(checkReminders(right()), NO_VIOLATIONS);
});

test('an e-mail may come twice where its acknowledgement was lost', () => {
  const facts = { ...right(), received: ['a', 'a', 'b', 'c'], unacknowledged: new Set(['a']) };
  assert.deepEqual(checkReminders(facts), NO_VIOLATIONS);
});

for (const [name, change] of Object.entries({
  lost: { inbox: [1, 2] },
  doubled: { inbox: [1, 2, 3, 3] },
  unfinished: { open: 1 },
  mail_lost: { received: ['a', 'b'] },
  mail_doubled: { received: ['a', 'b', 'b', 'c'] },
})) {
  test(`notices: ${name}`, () => {
    assert.deepEqual(checkReminders({ ...right(), ...change }), { ...NO_VIOLATIONS, [name]: 1 });
  });
}
