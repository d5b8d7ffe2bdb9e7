import { type RuleContent, RuleType } from '../terms/rule-content';
import { largestBenefitMinor } from './largest-benefit';

const largest = (type: number, content: RuleContent) =>
  largestBenefitMinor({ ruleId: '1', currency: 'USD', type, content } as Parameters<
    typeof largestBenefitMinor
  >[0]);

test.each<[string, number, RuleContent, number | null]>([
  ['a fixed rebate', RuleType.Rebate, { amountMinor: 2_000 }, 2_000],
  [
    'a ladder: its highest rung',
    RuleType.Rebate,
    {
      tiers: [
        { threshold: { amountMinor: 5_000 }, amountMinor: 500 },
        { threshold: { amountMinor: 9_000 }, amountMinor: 1_500 },
      ],
    },
    1_500,
  ],
  [
    'a repeated rebate with a limit',
    RuleType.Rebate,
    { amountMinor: 300, every: { amountMinor: 1_000, maxRepeats: 4 } },
    1_200,
  ],
  ['a repeated one without', RuleType.Rebate, { amountMinor: 300, every: { amountMinor: 1_000 } }, null],
  ['a capped percentage', RuleType.Discount, { percentBp: 1_000, capMinor: 5_000 }, 5_000],
  ['a percentage without a cap', RuleType.Discount, { percentBp: 1_000 }, null],
  [
    'gifts',
    RuleType.Promotion,
    { offer: { kind: 'freeItem', productId: '1', quantity: 2, unitValueMinor: 700 } },
    1_400,
  ],
  ['shipping with a cap', RuleType.Promotion, { offer: { kind: 'freeShipping', capMinor: 900 } }, 900],
  [
    'units of the cart',
    RuleType.Promotion,
    { offer: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' } },
    null,
  ],
])('the most that a coupon can take off: %s', (_title, type, content, expected) => {
  expect(largest(type, content)).toBe(expected);
});
