import {
  type Application,
  appliedOffLines,
  Benefit,
  type FormatMoney,
  type Gift,
  type Kept,
  type KeptPart,
  NOTHING_KEPT,
  type Occasion,
  type Story,
} from './benefit';

/** `quantity` (default 1) of a product is added as a line of price zero; its value is recorded. */
export interface FreeItemOffer {
  readonly kind: 'freeItem';
  readonly productId: string;
  readonly quantity?: number;
  readonly unitValueMinor: number;
}

export class FreeItem extends Benefit<'FREE_ITEM'> {
  override readonly step = 'lineOffer';
  override readonly gift: Gift;
  // What a gift is worth is spread over no line, so only pricing the kept lines again can tell whether it was earned.
  override readonly alwaysRetested = true;

  constructor({ productId, quantity = 1, unitValueMinor }: FreeItemOffer) {
    super();
    this.gift = { productId, quantity, unitValueMinor };
  }

  override largestMinor(): number {
    return this.gift.unitValueMinor * this.gift.quantity;
  }

  override worth(): number {
    return this.gift.quantity * this.gift.unitValueMinor;
  }

  override apply(worthMinor: number): Application {
    return appliedOffLines(0, worthMinor);
  }

  override explain({ worthMinor }: Occasion, money: FormatMoney): Story<'FREE_ITEM'> {
    const { productId, quantity } = this.gift;
    return {
      code: 'FREE_ITEM',
      figures: { giftValueMinor: worthMinor, quantity },
      text: `adds ${quantity} × product ${productId} at no charge, worth ${money(worthMinor)}`,
    };
  }

  override keep({ worthMinor, keptGifts }: KeptPart): Kept {
    const amountMinor = keptGifts * this.gift.unitValueMinor;
    if (worthMinor > 0) {
      return { ...NOTHING_KEPT, giftMinor: amountMinor };
    }
    return { ...NOTHING_KEPT, giftCharge: keptGifts > 0 ? { quantity: keptGifts, amountMinor } : null };
  }
}
