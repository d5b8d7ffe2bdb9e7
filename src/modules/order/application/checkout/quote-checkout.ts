import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import {
  type PreparedCheckout,
  priceSelection,
  quoteCheckout,
  type Selection,
} from '../../domain/price-selection';
import { PriceCheckout, type Purchase } from './price-checkout';
import { type PricedView, type QuoteView, toQuoteView } from './quote-view';

/** Says what a purchase would cost, with all the user's coupons. No side effects. */
@Injectable()
export class QuoteCheckout {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly priceCheckout: PriceCheckout,
  ) {}

  /**
   * @param couponIds also price exactly these; those that are not among the user's available ones are refused
   * @throws AppError PRODUCT_NOT_FOUND, CART_INVALID
   */
  async execute(purchase: Purchase, couponIds: readonly string[] | undefined): Promise<QuoteView> {
    const now = this.clock.now();
    const prepared = await this.database.reads((reader) => {
      const finding = this.priceCheckout.coupons(reader, purchase.userId, now);
      return this.priceCheckout.prepare(reader, purchase, finding, { now, budgets: true });
    });
    const selection = couponIds === undefined ? null : select(prepared, couponIds);
    return toQuoteView(purchase.items, prepared, quoteCheckout(prepared, couponIds), selection);
  }

  /** The best that the user could pay now. @throws AppError PRODUCT_NOT_FOUND, CART_INVALID */
  async best(purchase: Purchase): Promise<PricedView> {
    return (await this.execute(purchase, undefined)).best;
  }
}

function select(prepared: PreparedCheckout, couponIds: readonly string[]): Selection {
  const wanted = new Set(couponIds);
  const chosen = prepared.coupons.filter(({ candidate }) => wanted.delete(candidate.couponId));
  if (wanted.size === 0) return priceSelection({ ...prepared, coupons: chosen });
  return {
    refusals: [...wanted].map((couponId) => ({ couponId, reasons: [{ code: 'COUPON_NOT_AVAILABLE' }] })),
  };
}
