import { newContext } from '../../../../test/support/pricing/pricing-builders';
import { checkConditions } from './check-conditions';

const codes = (reasons: ReturnType<typeof checkConditions>) => reasons.map(({ code }) => code);

describe('checkConditions', () => {
  it('asks nothing where the rule asks nothing', () => {
    expect(checkConditions({}, newContext())).toEqual([]);
  });

  it.each([
    [true, true, []],
    [true, false, ['NOT_FIRST_ORDER']],
    [false, false, []],
  ])('firstOrder %s for a first order %s: %j', (firstOrder, isFirst, expected) => {
    expect(codes(checkConditions({ firstOrder }, newContext({ firstOrder: isFirst })))).toEqual(expected);
  });

  it.each([
    [{ anyOf: ['vip', 'staff'] }, ['staff'], null],
    [{ anyOf: ['vip', 'staff'] }, [], { missingAnyOf: ['vip', 'staff'], missingAllOf: [], forbidden: [] }],
    [{ allOf: ['vip', 'staff'] }, ['vip', 'staff'], null],
    [{ allOf: ['vip', 'staff'] }, ['vip'], { missingAnyOf: [], missingAllOf: ['staff'], forbidden: [] }],
    [{ noneOf: ['banned'] }, ['vip'], null],
    [
      { noneOf: ['banned', 'odd'] },
      ['banned'],
      { missingAnyOf: [], missingAllOf: [], forbidden: ['banned'] },
    ],
    [
      { anyOf: ['a'], allOf: ['b'], noneOf: ['c'] },
      ['c'],
      { missingAnyOf: ['a'], missingAllOf: ['b'], forbidden: ['c'] },
    ],
    [{}, [], null],
  ])('user tags %j for a user tagged %j: %j', (userTags, tags, expected) => {
    const reasons = checkConditions({ userTags }, newContext({ userTags: tags }));
    expect(reasons).toEqual(expected === null ? [] : [{ code: 'USER_TAGS_NOT_MET', ...expected }]);
  });

  it.each([
    ['app', []],
    ['web', [{ code: 'CHANNEL_NOT_ALLOWED', allowed: ['app'], actual: 'web' }]],
    [null, [{ code: 'CHANNEL_NOT_ALLOWED', allowed: ['app'], actual: null }]],
  ])('channel app, bought over %s: %j', (channel, expected) => {
    expect(checkConditions({ channels: ['app'] }, newContext({ channel }))).toEqual(expected);
  });

  it.each([
    ['card', []],
    ['cash', [{ code: 'PAYMENT_METHOD_NOT_ALLOWED', allowed: ['card'], actual: 'cash' }]],
    [null, [{ code: 'PAYMENT_METHOD_NOT_CHOSEN', allowed: ['card'] }]],
  ])('payment by card, paid by %s: %j', (paymentMethod, expected) => {
    expect(checkConditions({ paymentMethods: ['card'] }, newContext({ paymentMethod }))).toEqual(expected);
  });

  it('asks for one of the local time windows, on the clock of the rule’s time zone', () => {
    const windows = [
      { from: '06:00', until: '07:00' },
      { from: '20:00', until: '22:00' },
    ];
    const at = (timeZone: string) => checkConditions({ localTime: { timeZone, windows } }, newContext());
    expect(at('Asia/Shanghai')).toEqual([]);
    expect(at('Europe/Berlin')).toEqual([
      { code: 'OUTSIDE_LOCAL_TIME', timeZone: 'Europe/Berlin', localTime: 'Tue 13:00' },
    ]);
  });
});
