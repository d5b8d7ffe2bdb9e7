import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDistribution, NO_VIOLATIONS } from './distribution-facts.mjs';

const wanted = { users: 1_000, perUser: 1, stock: 1_200 };
const right = {
  status: 'done',
  issued: 1_000,
  served: 1_000,
  skipped: 0,
  unserved: 0,
  failed: 0,
  chunkIssued: 1_000,
  pending: 0,
  reservedLeft: 0,
  reserved: 0,
  left: 200,
  assigned: 1_000,
  coupons: 1_000,
  holders: 1_000,
  mostOfOne: 1,
  fewestOfOne: 1,
  strangers: 0,
  reminders: 1_000,
  remindedUsers: 1_000,
};
const check = (planted, change = {}) => checkDistribution({ ...wanted, ...change }, { ...right, ...planted });

test('a run in which everything is right has no violations', () => {
  assert.deepEqual(check({}), NO_VIOLATIONS);
  assert.deepEqual(check({ left: null }, { stock: null }), NO_VIOLATIONS);
});

test('so has one whose stock ran out', () => {
  const short = { status: 'exhausted', left: 0, unserved: 200 };
  const counts = { issued: 800, served: 800, chunkIssued: 800, assigned: 800, coupons: 800, holders: 800 };
  const facts = { ...short, ...counts, reminders: 800, remindedUsers: 800 };
  assert.deepEqual(check(facts, { stock: 800 }), NO_VIOLATIONS);
  assert.equal(check({ ...facts, status: 'done' }, { stock: 800 }).stuck, 1);
  assert.equal(check({ ...facts, unserved: 150 }, { stock: 800 }).progress, 1);
});

const planted = {
  'a chunk that was lost': [{ coupons: 990, holders: 990 }, 'missing'],
  'a chunk that had its effect twice': [{ coupons: 1_010, mostOfOne: 2 }, 'doubled'],
  'one user twice and another one never': [{ holders: 999, mostOfOne: 2 }, 'doubled'],
  'somebody who was not meant': [{ strangers: 1 }, 'doubled'],
  'more than the stock': [{ coupons: 1_201 }, 'oversold'],
  'a counter that missed a chunk': [{ assigned: 990 }, 'drift'],
  'stock that went missing': [{ left: 199 }, 'drift'],
  'progress that counted a chunk twice': [{ issued: 1_010 }, 'progress'],
  'a ledger that differs': [{ chunkIssued: 999 }, 'progress'],
  'users whose turn never came': [{ served: 990 }, 'progress'],
  'a reservation that was not returned': [{ reserved: 200, left: 0 }, 'unreturned'],
  'a task that still holds coupons': [{ reservedLeft: 5 }, 'unreturned'],
  'a task that never ended': [{ status: 'running' }, 'stuck'],
  'a chunk that stayed behind': [{ pending: 1 }, 'stuck'],
  'a reminder too few': [{ reminders: 999 }, 'reminders'],
  'a reminder twice': [{ reminders: 1_001 }, 'reminders'],
  'reminders of the wrong users': [{ remindedUsers: 999 }, 'reminders'],
};
for (const [bug, [facts, violation]] of Object.entries(planted)) {
  test(`finds ${bug}`, () => assert.ok(check(facts)[violation] > 0));
}
