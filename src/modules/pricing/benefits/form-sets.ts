import { percentOf } from '../../../shared/money';
import type { CartView } from '../cart/cart-view';
import { keepOrder } from '../cart/scope-lines';

/** What sets are made of; "no limit" is Infinity. See `BuyXGetYOffer`. */
export interface SetTerms {
  readonly buyQuantity: number;
  readonly getQuantity: number;
  readonly reward: 'same' | 'cheapest' | 'listed';
  readonly percentBp: number;
  readonly maxRepeats: number;
}

/**
 * Where an offer may find its units. Sets are formed inside one pool, its lines in order, so that of each run of
 * buyQuantity + getQuantity units the last ones are got: pool p is `lines` from where pool p − 1 ended up to `ends[p]`.
 * `listed` instead takes bought and got units from two lists.
 */
export type UnitLayout =
  | { readonly kind: 'pools'; readonly lines: Int32Array; readonly ends: Int32Array }
  | { readonly kind: 'listed'; readonly buyLines: Int32Array; readonly getLines: Int32Array };

/** The sets that an offer forms. */
export interface FormedSets {
  readonly sets: number;
  readonly discountMinor: number;
}

/** Units that the sets take, per line; all 0 before. */
export interface SetUnits {
  readonly bought: Float64Array;
  readonly got: Float64Array;
}

export interface MissingUnits {
  readonly missingBuyQuantity: number;
  readonly missingGetQuantity: number;
}

/** @param scopeLines positions of the lines in scope @param listedLines positions of the listed products' lines */
export function layOutUnits(
  view: CartView,
  terms: SetTerms,
  scopeLines: Int32Array,
  listedLines: Int32Array,
): UnitLayout {
  const { index } = view;
  switch (terms.reward) {
    case 'listed': {
      const listed = new Set(listedLines);
      const buyLines = scopeLines.filter((i) => !listed.has(i));
      return {
        kind: 'listed',
        buyLines: keepOrder(index.cheapestFirst, buyLines),
        getLines: keepOrder(index.dearestFirst, listedLines),
      };
    }
    case 'cheapest':
      return {
        kind: 'pools',
        lines: keepOrder(index.dearestFirst, scopeLines),
        ends: Int32Array.of(scopeLines.length),
      };
    default: {
      const lines = keepOrder(index.byProductAndPrice, scopeLines);
      return { kind: 'pools', lines, ends: endsOfPools(view, lines) };
    }
  }
}

/** One pool per product and price. */
function endsOfPools(view: CartView, lines: Int32Array): Int32Array {
  const ends = new Int32Array(lines.length);
  let pools = 0;
  for (let k = 1; k <= lines.length; k++) {
    const a = view.lines[lines[k - 1]!]!;
    const b = k < lines.length ? view.lines[lines[k]!]! : null;
    if (b === null || a.unitPriceMinor !== b.unitPriceMinor || a.productId !== b.productId) {
      ends[pools++] = k;
    }
  }
  return ends.slice(0, pools);
}

/**
 * Forms as many sets as the free units and the limit on repeats allow. The fewer units are free, the smaller the
 * discount: the search's bound relies on that, and it is why sets are formed from the dearest units down.
 *
 * @param units takes up how many units each line gives
 */
export function formSets(
  view: CartView,
  terms: SetTerms,
  layout: UnitLayout,
  freeUnits: Float64Array,
  units?: SetUnits,
): FormedSets {
  const { sets, gotValueMinor } =
    layout.kind === 'listed'
      ? fillFromLists(view, terms, layout, freeUnits, units)
      : fillFromPools(view, terms, layout, freeUnits, units);
  return { sets, discountMinor: percentOf(gotValueMinor, terms.percentBp) };
}

interface Filled {
  readonly sets: number;
  readonly gotValueMinor: number;
}

function fillFromPools(
  view: CartView,
  terms: SetTerms,
  { lines, ends }: UnitLayout & { kind: 'pools' },
  freeUnits: Float64Array,
  setUnits: SetUnits | undefined,
): Filled {
  const setSize = terms.buyQuantity + terms.getQuantity;
  let sets = 0;
  let gotValueMinor = 0;
  let start = 0;
  for (let pool = 0; pool < ends.length && sets < terms.maxRepeats; pool++) {
    const end = ends[pool]!;
    const units = unitsOn(lines, freeUnits, start, end);
    const setsHere = Math.min(Math.floor(units / setSize), terms.maxRepeats - sets);
    const unitsHere = setsHere * setSize;
    let position = 0;
    for (let k = start; k < end && position < unitsHere; k++) {
      const i = lines[k]!;
      const until = Math.min(position + freeUnits[i]!, unitsHere);
      if (until > position) {
        const got = gotAmongFirst(until, terms) - gotAmongFirst(position, terms);
        gotValueMinor += got * view.unitPricesMinor[i]!;
        if (setUnits !== undefined) {
          setUnits.got[i] = got;
          setUnits.bought[i] = until - position - got;
        }
        position = until;
      }
    }
    sets += setsHere;
    start = end;
  }
  return { sets, gotValueMinor };
}

/** How many of the first `count` units of a pool are got, when each set is X bought units followed by Y got ones. */
function gotAmongFirst(count: number, { buyQuantity, getQuantity }: SetTerms): number {
  const setSize = buyQuantity + getQuantity;
  return Math.floor(count / setSize) * getQuantity + Math.max(0, (count % setSize) - buyQuantity);
}

function fillFromLists(
  view: CartView,
  terms: SetTerms,
  { buyLines, getLines }: UnitLayout & { kind: 'listed' },
  freeUnits: Float64Array,
  setUnits: SetUnits | undefined,
): Filled {
  const sets = Math.min(
    Math.floor(unitsOn(buyLines, freeUnits) / terms.buyQuantity),
    Math.floor(unitsOn(getLines, freeUnits) / terms.getQuantity),
    terms.maxRepeats,
  );
  takeUnits(view, buyLines, freeUnits, sets * terms.buyQuantity, setUnits?.bought);
  const gotValueMinor = takeUnits(view, getLines, freeUnits, sets * terms.getQuantity, setUnits?.got);
  return { sets, gotValueMinor };
}

/** Takes `count` units off the lines in their order; returns their value. */
function takeUnits(
  view: CartView,
  lines: Int32Array,
  freeUnits: Float64Array,
  count: number,
  takenUnits: Float64Array | undefined,
): number {
  let wanted = count;
  let valueMinor = 0;
  for (let k = 0; k < lines.length && wanted > 0; k++) {
    const i = lines[k]!;
    const taken = Math.min(wanted, freeUnits[i]!);
    if (taken > 0) {
      if (takenUnits !== undefined) takenUnits[i] = taken;
      valueMinor += taken * view.unitPricesMinor[i]!;
      wanted -= taken;
    }
  }
  return valueMinor;
}

function unitsOn(lines: Int32Array, freeUnits: Float64Array, start = 0, end = lines.length): number {
  let units = 0;
  for (let k = start; k < end; k++) {
    units += freeUnits[lines[k]!]!;
  }
  return units;
}

/** What the first set still needs: bought units are counted first. In pools, of the pool that comes closest. */
export function missingForFirstSet(
  terms: SetTerms,
  layout: UnitLayout,
  freeUnits: Float64Array,
): MissingUnits {
  const { buyQuantity, getQuantity } = terms;
  if (layout.kind === 'listed') {
    return {
      missingBuyQuantity: Math.max(0, buyQuantity - unitsOn(layout.buyLines, freeUnits)),
      missingGetQuantity: Math.max(0, getQuantity - unitsOn(layout.getLines, freeUnits)),
    };
  }
  let most = 0;
  let start = 0;
  for (const end of layout.ends) {
    most = Math.max(most, unitsOn(layout.lines, freeUnits, start, end));
    start = end;
  }
  return {
    missingBuyQuantity: Math.max(0, buyQuantity - most),
    missingGetQuantity: Math.max(0, buyQuantity + getQuantity - Math.max(most, buyQuantity)),
  };
}
