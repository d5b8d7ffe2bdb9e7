import { type RuleContent, RuleType } from '../../pricing';

/** One rule per kind of benefit, for the API documentation; a test holds each against the validation and the engine. */
export interface RuleContentExample {
  readonly summary: string;
  readonly type: RuleType;
  readonly content: RuleContent;
}

export const RULE_CONTENT_EXAMPLES: Readonly<Record<string, RuleContentExample>> = {
  fixedRebate: {
    summary: 'Spend 100.00 in one purchase, get 20.00 off',
    type: RuleType.Rebate,
    content: { threshold: { amountMinor: 10_000 }, amountMinor: 2000 },
  },
  rebatePerEvery: {
    summary: '5.00 off for every 50.00 spent on clothing, at most three times',
    type: RuleType.Rebate,
    content: {
      amountMinor: 500,
      every: { amountMinor: 5000, maxRepeats: 3 },
      scope: { kind: 'categories', categoryIds: ['12'] },
    },
  },
  rebateLadder: {
    summary: '10.00 off from 100.00 on, 30.00 off from 200.00 on',
    type: RuleType.Rebate,
    content: {
      tiers: [
        { threshold: { amountMinor: 10_000 }, amountMinor: 1000 },
        { threshold: { amountMinor: 20_000 }, amountMinor: 3000 },
      ],
    },
  },
  percent: {
    summary: '20 % off everything but gift cards, at most 50.00, alone',
    type: RuleType.Discount,
    content: {
      percentBp: 2000,
      capMinor: 5000,
      exclude: { categoryIds: ['99'] },
      stacking: { mode: 'exclusive' },
    },
  },
  percentLadder: {
    summary: '10 % off two units or more, 20 % off five or more',
    type: RuleType.Discount,
    content: {
      tiers: [
        { threshold: { quantity: 2 }, percentBp: 1000 },
        { threshold: { quantity: 5 }, percentBp: 2000 },
      ],
    },
  },
  buyOneGetOne: {
    summary: 'Buy one, get one of the same free; a refund prices the kept units again',
    type: RuleType.Promotion,
    content: {
      offer: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' },
      refund: 'retest',
    },
  },
  buyTwoGetListed: {
    summary: 'Buy two of a category, get a listed product at half price, once',
    type: RuleType.Promotion,
    content: {
      scope: { kind: 'categories', categoryIds: ['12'] },
      offer: {
        kind: 'buyXGetY',
        buyQuantity: 2,
        getQuantity: 1,
        reward: 'listed',
        productIds: ['4711'],
        percentBp: 5000,
        maxRepeats: 1,
      },
    },
  },
  freeItem: {
    summary: 'A mug on top from 50.00 on, for first orders in the app',
    type: RuleType.Promotion,
    content: {
      threshold: { amountMinor: 5000 },
      conditions: { firstOrder: true, channels: ['app'] },
      offer: { kind: 'freeItem', productId: '4711', unitValueMinor: 500 },
    },
  },
  freeShipping: {
    summary: 'Free shipping on weekend evenings, combinable with other groups',
    type: RuleType.Promotion,
    content: {
      conditions: {
        localTime: { timeZone: 'Asia/Shanghai', windows: [{ days: [6, 7], from: '18:00', until: '24:00' }] },
      },
      stacking: { mode: 'group', group: 'shipping' },
      offer: { kind: 'freeShipping' },
    },
  },
};
