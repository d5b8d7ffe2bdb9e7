import {
  couponsOf,
  inGroup,
  newCart,
  newLine,
  promotion,
} from '../../../../test/support/pricing/pricing-builders';
import { compareByApplication } from '../cart/application-order';
import { freshState, viewCart } from '../cart/cart-view';
import { layCoupons } from '../cart/terms-on-cart';
import { SetTrial } from './apply-set';

describe('a trial of a set', () => {
  it('leaves units and money to the others where a coupon takes nothing', () => {
    const view = viewCart(newCart({ lines: [newLine({ lineId: 'l1', quantity: 6 })] }));
    const offer = {
      kind: 'buyXGetY',
      buyQuantity: 1,
      getQuantity: 1,
      reward: 'same',
      maxRepeats: 1,
    } as const;
    // The second offer's units are there, but no longer the price that it asks for.
    const untouchedOnly = { threshold: { amountMinor: 6000 }, thresholdOn: 'afterCoupons' } as const;
    const coupons = couponsOf(
      promotion({ offer, ...inGroup('a') }, '1'),
      promotion({ offer: { ...offer, maxRepeats: 9 }, ...untouchedOnly, ...inGroup('b') }, '2'),
      promotion({ offer, ...inGroup('c') }, '3'),
    );
    const ordered = layCoupons(view, freshState(view), coupons).sort(compareByApplication);
    expect(new SetTrial(view).valueOf(ordered)).toBe(2000);
  });
});
