import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKeys, NO_KEY_VIOLATIONS } from './key-history.mjs';

const idOf = (body) => JSON.parse(body).id;
const answer = (id, more = {}) => ({ status: 201, body: JSON.stringify({ id, ...more }) });
const record = (change = {}) => ({
  name: 'order-1',
  sent: 2,
  answers: [answer('7'), answer('7')],
  effects: ['7'],
  idOf,
  byteEqual: true,
  ...change,
});
const planted = [
  ['a key that took effect twice', { effects: ['7', '8'] }, { doubled: 1 }],
  ['an answer without an effect', { effects: [] }, { lost: 1 }],
  ['an answer about something else', { answers: [answer('9'), answer('9')] }, { lost: 1 }],
  [
    'two answers about two things',
    { answers: [answer('7'), answer('8')], effects: ['7', '8'] },
    { doubled: 1, different: 1 },
  ],
  ['a replay with other bytes', { answers: [answer('7'), answer('7', { at: 1 })] }, { different: 1 }],
  ['somebody who was never answered', { answers: [answer('7')] }, { unanswered: 1 }],
  ['somebody who was refused', { answers: [answer('7'), { status: 409, body: '{}' }] }, { unanswered: 1 }],
];

test('one effect, told to everybody in the same bytes, is no violation', () => {
  assert.deepEqual(checkKeys([record()]), NO_KEY_VIOLATIONS);
});

test('where only the thing has to be the same, other bytes are no violation', () => {
  const answers = [answer('7'), answer('7', { at: 1 })];
  assert.deepEqual(checkKeys([record({ byteEqual: false, answers })]), NO_KEY_VIOLATIONS);
});

for (const [what, change, found] of planted) {
  test(`finds ${what}`, () => {
    assert.deepEqual(checkKeys([record(), record(change)]), { ...NO_KEY_VIOLATIONS, ...found });
  });
}
