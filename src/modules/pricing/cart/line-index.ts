import type { CartLine } from '../pricing.types';

/**
 * Where the lines are that a rule names, and in which order offers take their units: made once per cart and only when
 * asked for, so that laying a rule over the cart costs one look at each line and at each id that the rule lists.
 */
export class LineIndex {
  /** Whose each line is, by a number of ours; see `numberOf`. */
  readonly merchants: Int32Array;
  private readonly merchantNumbers = new Map<string, number>();
  private products: Map<string, number[]> | undefined;
  private categories: Map<string, number[]> | undefined;
  private dearest: Int32Array | undefined;
  private cheapest: Int32Array | undefined;
  private pooled: Int32Array | undefined;

  /** @param lines in the order of the view; all positions are those in it */
  constructor(private readonly lines: readonly CartLine[]) {
    this.merchants = Int32Array.from(lines, ({ merchantId }) => {
      const number = this.merchantNumbers.get(merchantId) ?? this.merchantNumbers.size;
      this.merchantNumbers.set(merchantId, number);
      return number;
    });
  }

  /** A number that no line has where the merchant sells none of them. */
  numberOf(merchantId: string): number {
    return this.merchantNumbers.get(merchantId) ?? this.merchantNumbers.size;
  }

  ofProduct(productId: string): readonly number[] {
    this.products ??= positionsBy(this.lines, ({ productId: id }) => [id]);
    return this.products.get(productId) ?? [];
  }

  ofCategory(categoryId: string): readonly number[] {
    this.categories ??= positionsBy(this.lines, ({ categoryIds }) => categoryIds);
    return this.categories.get(categoryId) ?? [];
  }

  /** On equal prices the lower line id first, as everywhere here. */
  get dearestFirst(): Int32Array {
    this.dearest ??= this.sorted((a, b) => b.unitPriceMinor - a.unitPriceMinor);
    return this.dearest;
  }

  get cheapestFirst(): Int32Array {
    this.cheapest ??= this.sorted((a, b) => a.unitPriceMinor - b.unitPriceMinor);
    return this.cheapest;
  }

  /** The dearest first, and lines of one product at one price next to each other. */
  get byProductAndPrice(): Int32Array {
    this.pooled ??= this.sorted(
      (a, b) => b.unitPriceMinor - a.unitPriceMinor || compareText(a.productId, b.productId),
    );
    return this.pooled;
  }

  private sorted(compare: (a: CartLine, b: CartLine) => number): Int32Array {
    const positions = Int32Array.from(this.lines.keys());
    return positions.sort((i, j) => compare(this.lines[i]!, this.lines[j]!) || i - j);
  }
}

/** By UTF-16 code units: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function positionsBy(
  lines: readonly CartLine[],
  keysOf: (line: CartLine) => readonly string[],
): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [i, line] of lines.entries()) {
    for (const key of keysOf(line)) {
      const known = positions.get(key);
      if (known === undefined) positions.set(key, [i]);
      else known.push(i);
    }
  }
  return positions;
}
