import type { PricingState } from '../cart/cart-view';
import type { Measured } from '../conditions/threshold';
import {
  type Application,
  appliedOffLines,
  Benefit,
  type FormatMoney,
  type Occasion,
  type Story,
} from './benefit';

/** Waives the cart's shipping, at most `capMinor`. */
export interface FreeShippingOffer {
  readonly kind: 'freeShipping';
  readonly capMinor?: number;
}

interface NoShipping {
  readonly code: 'NO_SHIPPING_TO_WAIVE';
}

export class FreeShipping extends Benefit<'FREE_SHIPPING', NoShipping> {
  override readonly step = 'shipping';
  private readonly capMinor: number;

  constructor({ capMinor = Infinity }: FreeShippingOffer) {
    super();
    this.capMinor = capMinor;
  }

  override largestMinor(): number {
    return this.capMinor;
  }

  override missing(state: PricingState): NoShipping[] {
    return state.shippingLeftMinor === 0 ? [{ code: 'NO_SHIPPING_TO_WAIVE' }] : [];
  }

  override worth(_measured: Measured, _scopeLeftMinor: number, state: PricingState): number {
    return Math.min(state.shippingLeftMinor, this.capMinor);
  }

  override apply(worthMinor: number, state: PricingState): Application {
    state.shippingLeftMinor -= worthMinor;
    return appliedOffLines(worthMinor, 0);
  }

  override explain({ worthMinor }: Occasion, money: FormatMoney): Story<'FREE_SHIPPING'> {
    return {
      code: 'FREE_SHIPPING',
      figures: { shippingDiscountMinor: worthMinor },
      text: `takes ${money(worthMinor)} off shipping`,
    };
  }
}
