import { allocate } from '../../../shared/allocate';
import { FULL_BP, formatPercent } from '../../../shared/money';
import type { CartView, PricingState } from '../cart/cart-view';
import { linesOfProducts } from '../cart/scope-lines';
import type { Measured } from '../conditions/threshold';
import {
  type Application,
  appliedToLines,
  Benefit,
  type FormatMoney,
  type Occasion,
  type Place,
  type Story,
} from './benefit';
import {
  type FormedSets,
  formSets,
  layOutUnits,
  type MissingUnits,
  missingForFirstSet,
  type SetTerms,
  type UnitLayout,
} from './form-sets';

/**
 * Buy `buyQuantity` units in scope, get `getQuantity` units at `percentBp` off (default 10000 = free).
 * A unit serves in one set only, over all coupons of an order.
 * - same: bought and got units are one product at one price; limited repeats go to the dearest products first.
 * - cheapest: units in scope from dearest to cheapest form sets; in each set the cheapest units are the got ones.
 * - listed: got units are the dearest of `productIds`, bought units are other products in scope, cheapest first.
 */
export interface BuyXGetYOffer {
  readonly kind: 'buyXGetY';
  readonly buyQuantity: number;
  readonly getQuantity: number;
  readonly reward: 'same' | 'cheapest' | 'listed';
  /** Only, and always, with reward "listed". */
  readonly productIds?: readonly string[];
  readonly percentBp?: number;
  /** At most this many sets. Default: as many as the cart holds. */
  readonly maxRepeats?: number;
}

interface SetIncomplete extends MissingUnits {
  readonly code: 'OFFER_SET_INCOMPLETE';
}

/** The offer over one cart: where its units are, and its sets as long as no unit is used. */
interface OfferOnCart {
  readonly view: CartView;
  /** Lines in scope and lines of the listed products: positions, ascending. */
  readonly lines: Int32Array;
  readonly layout: UnitLayout;
  readonly untouchedSets: FormedSets;
}

export class BuyXGetY extends Benefit<'BUY_X_GET_Y', SetIncomplete> {
  override readonly step = 'lineOffer';
  override readonly shrinking = 'shrunk';
  // Whoever returns the bought half of a set keeps units that were never given away: only the kept units can tell.
  override readonly alwaysRetested = true;
  override readonly boundMinor: number | null;
  private readonly terms: SetTerms;

  /** @param onCart by `layOn`, without which nothing can be asked about a cart */
  constructor(
    private readonly offer: BuyXGetYOffer,
    private readonly onCart?: OfferOnCart,
  ) {
    super();
    const { buyQuantity, getQuantity, reward, percentBp = FULL_BP, maxRepeats = Infinity } = offer;
    this.terms = { buyQuantity, getQuantity, reward, percentBp, maxRepeats };
    // Sets are counted as the untouched cart has them, instead of being formed again.
    this.boundMinor = onCart?.untouchedSets.discountMinor ?? null;
  }

  override largestMinor(): number {
    return Infinity;
  }

  override layOn({ view, untouched, merchantId, scopeLines }: Place): BuyXGetY {
    const listedLines = linesOfProducts(view, merchantId, this.offer.productIds ?? []);
    const layout = layOutUnits(view, this.terms, scopeLines, listedLines);
    const untouchedSets = formSets(view, this.terms, layout, untouched.freeUnits);
    const lines =
      listedLines.length === 0
        ? scopeLines
        : Int32Array.from(new Set([...scopeLines, ...listedLines])).sort();
    return new BuyXGetY(this.offer, { view, lines, layout, untouchedSets });
  }

  override linesLookedAt(): Int32Array {
    return this.onCart!.lines;
  }

  override missing(state: PricingState): SetIncomplete[] {
    const short = missingForFirstSet(this.terms, this.onCart!.layout, state.freeUnits);
    return short.missingBuyQuantity + short.missingGetQuantity > 0
      ? [{ code: 'OFFER_SET_INCOMPLETE', ...short }]
      : [];
  }

  override worth(_measured: Measured, _scopeLeftMinor: number, state: PricingState): number {
    return this.setsIn(state).discountMinor;
  }

  /** The discount is the got units' own: whatever comes later finds them at what they cost now, and the bought ones as they were. */
  override apply(_worthMinor: number, state: PricingState): Application {
    const { view, layout, lines } = this.onCart!;
    const units = {
      bought: new Float64Array(view.lines.length),
      got: new Float64Array(view.lines.length),
    };
    const { discountMinor } = formSets(view, this.terms, layout, state.freeUnits, units);
    const gotValuesMinor = Float64Array.from(lines, (i) => units.got[i]! * view.unitPricesMinor[i]!);
    const shares = allocate(discountMinor, gotValuesMinor);
    for (const [k, i] of lines.entries()) {
      state.leftMinor[i]! -= shares[k]!;
      state.freeUnits[i]! -= units.bought[i]! + units.got[i]!;
    }
    state.unitsUsed = true;
    return appliedToLines(discountMinor, lines, shares);
  }

  override explain({ state, worthMinor }: Occasion, money: FormatMoney): Story<'BUY_X_GET_Y'> {
    const { buyQuantity, getQuantity, percentBp } = this.terms;
    const { sets } = this.setsIn(state);
    return {
      code: 'BUY_X_GET_Y',
      figures: { discountMinor: worthMinor, sets, buyQuantity, getQuantity, percentBp },
      text:
        `${sets} set(s) of ${buyQuantity} bought and ${getQuantity} got at ` +
        `${formatPercent(percentBp)} off take off ${money(worthMinor)}`,
    };
  }

  private setsIn(state: PricingState): FormedSets {
    const { view, layout, untouchedSets } = this.onCart!;
    return state.unitsUsed ? formSets(view, this.terms, layout, state.freeUnits) : untouchedSets;
  }
}
