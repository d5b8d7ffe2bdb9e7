import { percentOf } from '../../../shared/money';
import { type CartView, compareText } from '../cart/cart-view';

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
 * buyQuantity + getQuantity units the last ones are got. `listed` instead takes bought and got units from two lists.
 */
export type UnitLayout =
  | { readonly kind: 'pools'; readonly pools: readonly Int32Array[] }
  | { readonly kind: 'listed'; readonly buyLines: Int32Array; readonly getLines: Int32Array };

/** The sets that an offer forms. */
export interface FormedSets {
  readonly sets: number;
  readonly discountMinor: number;
  /** Lines with units in a set, positions ascending, and how many units each gives, bought and got together. */
  readonly lines: Int32Array;
  readonly units: Float64Array;
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
  const priceOf = (i: number) => view.lines[i]!.unitPriceMinor;
  const dearestFirst = (a: number, b: number) => priceOf(b) - priceOf(a) || a - b;
  switch (terms.reward) {
    case 'listed': {
      const buyLines = scopeLines.filter((i) => !listedLines.includes(i));
      return {
        kind: 'listed',
        buyLines: buyLines.toSorted((a, b) => priceOf(a) - priceOf(b) || a - b),
        getLines: listedLines.toSorted(dearestFirst),
      };
    }
    case 'cheapest':
      return { kind: 'pools', pools: [scopeLines.toSorted(dearestFirst)] };
    default:
      return { kind: 'pools', pools: poolsByProduct(view, scopeLines) };
  }
}

/** One pool per product and price, the dearest first. */
function poolsByProduct(view: CartView, scopeLines: Int32Array): Int32Array[] {
  const pools = new Map<string, number[]>();
  for (const i of scopeLines) {
    const { productId, unitPriceMinor } = view.lines[i]!;
    const key = `${unitPriceMinor} ${productId}`;
    pools.set(key, [...(pools.get(key) ?? []), i]);
  }
  const first = (pool: number[]) => view.lines[pool[0]!]!;
  return [...pools.values()]
    .sort(
      (a, b) =>
        first(b).unitPriceMinor - first(a).unitPriceMinor ||
        compareText(first(a).productId, first(b).productId),
    )
    .map((pool) => Int32Array.from(pool));
}

/**
 * Forms as many sets as the free units and the limit on repeats allow. The fewer units are free, the smaller the
 * discount: the search's bound relies on that, and it is why sets are formed from the dearest units down.
 */
export function formSets(
  view: CartView,
  terms: SetTerms,
  layout: UnitLayout,
  freeUnits: Float64Array,
): FormedSets {
  const used = new Map<number, number>();
  const { sets, gotValueMinor } =
    layout.kind === 'listed'
      ? fillFromLists(view, terms, layout, freeUnits, used)
      : fillFromPools(view, terms, layout.pools, freeUnits, used);
  const lines = Int32Array.from(used.keys()).sort();
  return {
    sets,
    discountMinor: percentOf(gotValueMinor, terms.percentBp),
    lines,
    units: Float64Array.from(lines, (i) => used.get(i)!),
  };
}

interface Filled {
  readonly sets: number;
  readonly gotValueMinor: number;
}

function fillFromPools(
  view: CartView,
  terms: SetTerms,
  pools: readonly Int32Array[],
  freeUnits: Float64Array,
  used: Map<number, number>,
): Filled {
  const setSize = terms.buyQuantity + terms.getQuantity;
  let sets = 0;
  let gotValueMinor = 0;
  for (const pool of pools) {
    const setsHere = Math.min(Math.floor(unitsOn(pool, freeUnits) / setSize), terms.maxRepeats - sets);
    const unitsHere = setsHere * setSize;
    let position = 0;
    for (const i of pool) {
      const end = Math.min(position + freeUnits[i]!, unitsHere);
      if (end > position) {
        const got = gotAmongFirst(end, terms) - gotAmongFirst(position, terms);
        gotValueMinor += got * view.lines[i]!.unitPriceMinor;
        used.set(i, end - position);
        position = end;
      }
    }
    sets += setsHere;
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
  used: Map<number, number>,
): Filled {
  const sets = Math.min(
    Math.floor(unitsOn(buyLines, freeUnits) / terms.buyQuantity),
    Math.floor(unitsOn(getLines, freeUnits) / terms.getQuantity),
    terms.maxRepeats,
  );
  takeUnits(view, buyLines, freeUnits, sets * terms.buyQuantity, used);
  const gotValueMinor = takeUnits(view, getLines, freeUnits, sets * terms.getQuantity, used);
  return { sets, gotValueMinor };
}

/** Takes `count` units off the lines in their order; returns their value. */
function takeUnits(
  view: CartView,
  lines: Int32Array,
  freeUnits: Float64Array,
  count: number,
  used: Map<number, number>,
): number {
  let wanted = count;
  let valueMinor = 0;
  for (const i of lines) {
    const taken = Math.min(wanted, freeUnits[i]!);
    if (taken > 0) {
      used.set(i, taken);
      valueMinor += taken * view.lines[i]!.unitPriceMinor;
      wanted -= taken;
    }
  }
  return valueMinor;
}

function unitsOn(lines: Int32Array, freeUnits: Float64Array): number {
  let units = 0;
  for (const i of lines) {
    units += freeUnits[i]!;
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
  const most = Math.max(0, ...layout.pools.map((pool) => unitsOn(pool, freeUnits)));
  return {
    missingBuyQuantity: Math.max(0, buyQuantity - most),
    missingGetQuantity: Math.max(0, buyQuantity + getQuantity - Math.max(most, buyQuantity)),
  };
}
