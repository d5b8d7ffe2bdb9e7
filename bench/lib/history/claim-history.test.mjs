import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHistory, NO_VIOLATIONS } from './claim-history.mjs';

const ok = (userId, couponId, key = `k${couponId}`) => ({ userId, key, outcome: 'ok', couponId });
const row = (userId, couponId, key = `k${couponId}`) => ({ userId, couponId, key });
const clean = () => ({
  attempts: [ok(1, '11'), ok(2, '12'), { userId: 3, key: 'x', outcome: 'refused', code: 'BATCH_SOLD_OUT' }],
  facts: { stock: 2, limit: 1, left: 0, assigned: 2, coupons: [row(1, '11'), row(2, '12')], gateLeft: 0 },
});

test('a clean history has no violation', () => {
  const { attempts, facts } = clean();
  assert.deepEqual(checkHistory(attempts, facts), {
    violations: { ...NO_VIOLATIONS },
    unknown: 0,
    tookEffect: 0,
  });
});

test('an unknown attempt may have taken effect or not', () => {
  const { attempts, facts } = clean();
  attempts[1] = { userId: 2, key: 'k12', outcome: 'unknown' };
  assert.deepEqual(checkHistory(attempts, facts), {
    violations: { ...NO_VIOLATIONS },
    unknown: 1,
    tookEffect: 1,
  });
});

const planted = {
  oversold: (history) => {
    history.facts.stock = 1;
  },
  over_limit: (history) => {
    history.facts.coupons[1].userId = 1;
    history.attempts[1].userId = 1;
  },
  lost: (history) => {
    history.facts.coupons.pop();
  },
  doubled: (history) => {
    history.attempts.push(ok(1, '12', 'k11'));
  },
  unsold: (history) => {
    history.facts.left = 1;
  },
  drift: (history) => {
    history.facts.gateLeft = 5;
  },
  unclean: (history) => {
    history.attempts.push({ userId: 4, key: 'y', outcome: 'unknown', code: 'INTERNAL', unclean: true });
  },
};

for (const [name, plant] of Object.entries(planted)) {
  test(`a planted bug is found: ${name}`, () => {
    const history = clean();
    plant(history);
    assert.ok(checkHistory(history.attempts, history.facts).violations[name] > 0);
  });
}

test('a coupon that nobody wished for is found', () => {
  const { attempts, facts } = clean();
  facts.coupons[1].key = null;
  assert.ok(checkHistory(attempts, facts).violations.doubled > 0);
});

test('a refused wish that has a coupon all the same is found', () => {
  const { attempts, facts } = clean();
  attempts[1] = { userId: 2, key: 'k12', outcome: 'refused', code: 'BATCH_SOLD_OUT' };
  assert.ok(checkHistory(attempts, facts).violations.doubled > 0);
});

const withCodes = () => {
  const { attempts, facts } = clean();
  attempts.forEach((attempt, at) => {
    attempt.serial = at + 1;
  });
  const uses = [
    { serial: 1, couponId: '11', userId: 1 },
    { serial: 2, couponId: '12', userId: 2 },
  ];
  return { attempts, facts: { ...facts, uses } };
};

test('coupons that were got with a code each have no violation', () => {
  const { attempts, facts } = withCodes();
  assert.deepEqual(checkHistory(attempts, facts).violations, { ...NO_VIOLATIONS });
});

const misuses = {
  'a coupon without the use of a code': ({ facts }) => {
    facts.uses.pop();
  },
  'a use without its coupon': ({ facts }) => {
    facts.uses.push({ serial: 3, couponId: null, userId: null });
  },
  'a use for somebody else': ({ facts }) => {
    facts.uses[0].userId = 2;
  },
  'the use of another code than was typed': ({ facts }) => {
    facts.uses[0].serial = 9;
  },
  'a code that brought two coupons': ({ attempts }) => {
    attempts[1].serial = 1;
  },
};

for (const [name, plant] of Object.entries(misuses)) {
  test(`a planted misuse of codes is found: ${name}`, () => {
    const history = withCodes();
    plant(history);
    assert.ok(checkHistory(history.attempts, history.facts).violations.misused > 0);
  });
}
