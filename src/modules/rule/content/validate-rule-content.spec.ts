import { couponsArbitrary } from '../../../../test/support/pricing/pricing-arbitraries';
import { cartOf, newContext, newCoupon } from '../../../../test/support/pricing/pricing-builders';
import { checkProperty } from '../../../../test/support/property';
import { quote, type Rule, RuleType } from '../../pricing';
import { RULE_CONTENT_EXAMPLES } from './rule-content.examples';
import { validateRuleContent } from './validate-rule-content';

const { Rebate, Discount, Promotion } = RuleType;

/** pointer → code of each issue; empty when the content is valid. */
function issues(type: RuleType, content: unknown): Record<string, string> {
  const check = validateRuleContent(type, content);
  return check.valid ? {} : Object.fromEntries(check.issues.map(({ pointer, code }) => [pointer, code]));
}

const bogo = { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' };

describe('validateRuleContent', () => {
  it.each(Object.entries(RULE_CONTENT_EXAMPLES))(
    'accepts the documented example %s, and gives it back',
    (_, { type, content }) => {
      expect(validateRuleContent(type, content)).toEqual({ valid: true, content });
    },
  );

  it.each(Object.entries(RULE_CONTENT_EXAMPLES))(
    'the engine prices the documented example %s',
    (_, { type, content }) => {
      const coupon = newCoupon({ ruleId: '1', currency: 'EUR', type, content } as Rule);
      expect(quote(cartOf(1000), [coupon], newContext()).verdicts).toHaveLength(1);
    },
  );

  it('accepts every field at once', () => {
    const content = {
      threshold: { amountMinor: 10_000, quantity: 2 },
      thresholdOn: 'afterCoupons',
      scope: { kind: 'products', productIds: ['1', '2'] },
      exclude: { categoryIds: ['3'], productIds: ['4'] },
      conditions: {
        firstOrder: false,
        userTags: { anyOf: ['a'], allOf: ['b'], noneOf: ['c'] },
        channels: ['app'],
        paymentMethods: ['card'],
        localTime: { timeZone: 'Europe/Berlin', windows: [{ days: [1, 7], from: '00:00', until: '23:59' }] },
      },
      stacking: { mode: 'group', group: 'g' },
      priority: -3,
      refund: 'retest',
      amountMinor: 1,
      every: { amountMinor: 100, maxRepeats: 2 },
    };
    expect(validateRuleContent(Rebate, content)).toEqual({ valid: true, content });
  });

  it('accepts whatever rules the property tests draw, but for ladders that do not rise', () => {
    checkProperty(couponsArbitrary(6), (coupons) => {
      for (const { rule } of coupons) {
        const check = validateRuleContent(rule.type, rule.content);
        const codes = check.valid ? [] : check.issues.map(({ code }) => code);
        expect(codes.filter((code) => code !== 'TIERS_NOT_RISING' && code !== 'TOO_SMALL')).toEqual([]);
      }
    });
  });

  it.each([null, 5, 'text', [], [{ amountMinor: 1 }], true, undefined])(
    'refuses %j: content is an object',
    (json) => {
      expect(issues(Rebate, json)).toEqual({ '': 'WRONG_TYPE' });
    },
  );

  it.each<[string, RuleType, object, Record<string, string>]>([
    ['no benefit at all', Rebate, {}, { '/amountMinor': 'REQUIRED' }],
    ['an unknown field', Rebate, { amountMinor: 1, amonut: 2 }, { '/amonut': 'UNKNOWN_FIELD' }],
    [
      'an unknown nested field',
      Rebate,
      { amountMinor: 1, threshold: { amount: 2, quantity: 1 } },
      { '/threshold/amount': 'UNKNOWN_FIELD' },
    ],
    ['an odd field name', Rebate, { amountMinor: 1, 'a/b~c': 2 }, { '/a~1b~0c': 'UNKNOWN_FIELD' }],
    [
      'a benefit of another type',
      Rebate,
      { percentBp: 1000 },
      { '/amountMinor': 'REQUIRED', '/percentBp': 'UNKNOWN_FIELD' },
    ],
    ['an amount of zero', Rebate, { amountMinor: 0 }, { '/amountMinor': 'TOO_SMALL' }],
    ['a negative amount', Rebate, { amountMinor: -5 }, { '/amountMinor': 'TOO_SMALL' }],
    ['a fraction of a unit', Rebate, { amountMinor: 0.5 }, { '/amountMinor': 'WRONG_TYPE' }],
    ['an amount as text', Rebate, { amountMinor: '2000' }, { '/amountMinor': 'WRONG_TYPE' }],
    ['an amount past the bound', Rebate, { amountMinor: 1e12 + 1 }, { '/amountMinor': 'TOO_LARGE' }],
    ['null for a field', Rebate, { amountMinor: 1, threshold: null }, { '/threshold': 'WRONG_TYPE' }],
    [
      'a list for a nested object',
      Rebate,
      { amountMinor: 1, threshold: [{ quantity: 1 }] },
      { '/threshold': 'WRONG_TYPE' },
    ],
    ['a number for a nested object', Rebate, { amountMinor: 1, scope: 5 }, { '/scope': 'WRONG_TYPE' }],
    [
      'a threshold that asks for nothing',
      Rebate,
      { amountMinor: 1, threshold: {} },
      { '/threshold': 'EMPTY_THRESHOLD' },
    ],
    [
      'every X with a tier',
      Rebate,
      { every: { amountMinor: 5 }, tiers: [{ threshold: { quantity: 1 }, amountMinor: 1 }] },
      { '/every': 'NOT_ALLOWED_HERE' },
    ],
    [
      'an amount and tiers',
      Rebate,
      { amountMinor: 1, tiers: [{ threshold: { quantity: 1 }, amountMinor: 1 }] },
      { '/amountMinor': 'NOT_ALLOWED_HERE' },
    ],
    [
      'every zero',
      Rebate,
      { amountMinor: 1, every: { amountMinor: 0 } },
      { '/every/amountMinor': 'TOO_SMALL' },
    ],
    ['no tiers', Rebate, { tiers: [] }, { '/tiers': 'TOO_SMALL' }],
    [
      'a tier without a threshold',
      Rebate,
      { tiers: [{ amountMinor: 1 }] },
      { '/tiers/0/threshold': 'REQUIRED' },
    ],
    ['tiers that are no objects', Rebate, { tiers: [5] }, { '/tiers': 'WRONG_TYPE' }],
    ['a percentage of zero', Discount, { percentBp: 0 }, { '/percentBp': 'TOO_SMALL' }],
    ['more than 100 %', Discount, { percentBp: 10_001 }, { '/percentBp': 'TOO_LARGE' }],
    [
      'a percentage and tiers',
      Discount,
      { percentBp: 1, tiers: [{ threshold: { quantity: 1 }, percentBp: 1 }] },
      { '/percentBp': 'NOT_ALLOWED_HERE' },
    ],
    ['neither percentage nor tiers', Discount, { capMinor: 5 }, { '/percentBp': 'REQUIRED' }],
    ['a cap of zero', Discount, { percentBp: 1, capMinor: 0 }, { '/capMinor': 'TOO_SMALL' }],
    [
      'an unknown kind of scope',
      Discount,
      { percentBp: 1, scope: { kind: 'brand' } },
      { '/scope/kind': 'NOT_ALLOWED_VALUE' },
    ],
    [
      'a category scope without categories',
      Discount,
      { percentBp: 1, scope: { kind: 'categories' } },
      { '/scope/categoryIds': 'REQUIRED' },
    ],
    [
      'a product scope with categories',
      Discount,
      { percentBp: 1, scope: { kind: 'products', productIds: ['1'], categoryIds: ['2'] } },
      { '/scope/categoryIds': 'NOT_ALLOWED_HERE' },
    ],
    [
      'a storewide scope with products',
      Discount,
      { percentBp: 1, scope: { kind: 'storewide', productIds: ['1'] } },
      { '/scope/productIds': 'NOT_ALLOWED_HERE' },
    ],
    [
      'an empty list of products',
      Discount,
      { percentBp: 1, scope: { kind: 'products', productIds: [] } },
      { '/scope/productIds': 'TOO_SMALL' },
    ],
    [
      'a product twice',
      Discount,
      { percentBp: 1, scope: { kind: 'products', productIds: ['1', '1'] } },
      { '/scope/productIds': 'NOT_UNIQUE' },
    ],
    [
      'products as numbers',
      Discount,
      { percentBp: 1, scope: { kind: 'products', productIds: [1] } },
      { '/scope/productIds': 'WRONG_TYPE' },
    ],
    [
      'an empty name',
      Discount,
      { percentBp: 1, conditions: { channels: [''] } },
      { '/conditions/channels': 'WRONG_LENGTH' },
    ],
    [
      '501 products',
      Discount,
      { percentBp: 1, exclude: { productIds: Array.from({ length: 501 }, (_, i) => `${i}`) } },
      { '/exclude/productIds': 'TOO_LARGE' },
    ],
    [
      'an unknown time zone',
      Discount,
      {
        percentBp: 1,
        conditions: { localTime: { timeZone: 'Mars/Base', windows: [{ from: '10:00', until: '11:00' }] } },
      },
      { '/conditions/localTime/timeZone': 'NOT_ALLOWED_VALUE' },
    ],
    [
      'no time windows',
      Discount,
      { percentBp: 1, conditions: { localTime: { timeZone: 'UTC', windows: [] } } },
      { '/conditions/localTime/windows': 'TOO_SMALL' },
    ],
    [
      'clocks that are none',
      Discount,
      {
        percentBp: 1,
        conditions: {
          localTime: { timeZone: 'UTC', windows: [{ from: '24:00', until: '24:01', days: [0, 8] }] },
        },
      },
      {
        '/conditions/localTime/windows/0/from': 'NOT_ALLOWED_VALUE',
        '/conditions/localTime/windows/0/until': 'NOT_ALLOWED_VALUE',
        '/conditions/localTime/windows/0/days': 'TOO_SMALL',
      },
    ],
    [
      'first order as text',
      Discount,
      { percentBp: 1, conditions: { firstOrder: 'yes' } },
      { '/conditions/firstOrder': 'WRONG_TYPE' },
    ],
    [
      'a group without a name',
      Discount,
      { percentBp: 1, stacking: { mode: 'group' } },
      { '/stacking/group': 'REQUIRED' },
    ],
    [
      'an exclusive coupon with a group',
      Discount,
      { percentBp: 1, stacking: { mode: 'exclusive', group: 'a' } },
      { '/stacking/group': 'NOT_ALLOWED_HERE' },
    ],
    [
      'an unknown mode of refund',
      Discount,
      { percentBp: 1, refund: 'never' },
      { '/refund': 'NOT_ALLOWED_VALUE' },
    ],
    [
      'an unknown basis of thresholds',
      Discount,
      { percentBp: 1, thresholdOn: 'now' },
      { '/thresholdOn': 'NOT_ALLOWED_VALUE' },
    ],
    ['a priority past the bound', Discount, { percentBp: 1, priority: 1001 }, { '/priority': 'TOO_LARGE' }],
    ['no offer', Promotion, {}, { '/offer': 'REQUIRED' }],
    ['an offer that is no object', Promotion, { offer: 'bogo' }, { '/offer': 'WRONG_TYPE' }],
    [
      'an unknown kind of offer',
      Promotion,
      { offer: { kind: 'lottery' } },
      { '/offer/kind': 'NOT_ALLOWED_VALUE' },
    ],
    ['a kind that is no text', Promotion, { offer: { kind: null } }, { '/offer/kind': 'NOT_ALLOWED_VALUE' }],
    [
      'an offer with a field of another kind',
      Promotion,
      { offer: { kind: 'freeShipping', productId: '1' } },
      { '/offer/productId': 'UNKNOWN_FIELD' },
    ],
    [
      'a listed reward without products',
      Promotion,
      { offer: { ...bogo, reward: 'listed' } },
      { '/offer/productIds': 'REQUIRED' },
    ],
    [
      'products with another reward',
      Promotion,
      { offer: { ...bogo, productIds: ['1'] } },
      { '/offer/productIds': 'NOT_ALLOWED_HERE' },
    ],
    [
      'sets without bought units',
      Promotion,
      { offer: { ...bogo, buyQuantity: 0 } },
      { '/offer/buyQuantity': 'TOO_SMALL' },
    ],
    [
      'a free item without value',
      Promotion,
      { offer: { kind: 'freeItem', productId: '1' } },
      { '/offer/unitValueMinor': 'REQUIRED' },
    ],
    [
      'a free item refunded by shares',
      Promotion,
      { offer: { kind: 'freeItem', productId: '1', unitValueMinor: 1 }, refund: 'share' },
      { '/refund': 'NOT_ALLOWED_HERE' },
    ],
  ])('refuses %s', (_, type, content, expected) => {
    expect(issues(type, content)).toEqual(expected);
  });

  it.each([
    [
      'the reward stays',
      [
        { threshold: { quantity: 1 }, amountMinor: 5 },
        { threshold: { quantity: 2 }, amountMinor: 5 },
      ],
    ],
    [
      'the threshold stays',
      [
        { threshold: { quantity: 1 }, amountMinor: 5 },
        { threshold: { quantity: 1 }, amountMinor: 6 },
      ],
    ],
    [
      'one of two thresholds falls',
      [
        { threshold: { quantity: 3, amountMinor: 1 }, amountMinor: 5 },
        { threshold: { quantity: 2, amountMinor: 9 }, amountMinor: 6 },
      ],
    ],
    [
      'the amount falls away',
      [
        { threshold: { amountMinor: 3 }, amountMinor: 5 },
        { threshold: { quantity: 9 }, amountMinor: 6 },
      ],
    ],
  ])('refuses a ladder where %s', (_, tiers) => {
    expect(issues(Rebate, { tiers })).toEqual({ '/tiers': 'TIERS_NOT_RISING' });
  });

  it('keeps no foreign prototype', () => {
    const content = JSON.parse('{"amountMinor":1,"__proto__":{"amountMinor":5}}');
    const check = validateRuleContent(Rebate, content);
    expect(
      check.valid ? Object.keys(check.content) : check.issues.map(({ pointer }) => pointer),
    ).not.toContain('__proto__');
  });

  it('says in words what is wrong', () => {
    const check = validateRuleContent(Rebate, { amountMinor: 0 });
    expect(check).toMatchObject({ issues: [{ message: 'amountMinor must not be less than 1' }] });
  });
});

test('a time zone is stored in one spelling, however it was written', () => {
  const windows = [{ from: '10:00', until: '11:00' }];
  const contentOf = (timeZone: string) =>
    validateRuleContent(Discount, { percentBp: 1, conditions: { localTime: { timeZone, windows } } });
  expect(contentOf('eUROPE/bERLIN')).toEqual(contentOf('Europe/Berlin'));
});
