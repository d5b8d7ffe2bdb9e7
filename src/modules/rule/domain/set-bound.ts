/** How a coupon that may still be added shrinks what other coupons are worth, or is shrunk by them. */
export const BoundKind = {
  /** Takes the fraction p of everything that is left on the lines. */
  Scaler: 0,
  /** Takes b before the scalers shrink the base, or a percentage of lines that the scalers shrink. */
  Scaled: 1,
  /** Takes at most c, whatever the others do. */
  Flat: 2,
} as const;
export type BoundKind = (typeof BoundKind)[keyof typeof BoundKind];

/** Past this many open groups, trying every mix of kinds would cost more than it saves. */
const MAX_MIXED_GROUPS = 7;

/**
 * How much coupons of different stack groups can take off together: an upper bound, and a tighter one than the sum of
 * what each takes alone, because a percentage of everything also shrinks what other percentages take and what line
 * offers are worth.
 *
 * With T left on the lines, one coupon per group takes at most
 *     T × (1 − Π) + Π × Σ b + Σ c,   where Π is the product of (1 − p) over the scalers among them,
 * because at least (T − Σ b) × Π − Σ c is left afterwards: by induction over the order of application, in which line
 * offers come before all scalers. Rounding to whole units can leave a scaled percentage a slightly larger base than its
 * exact fraction: one unit per line, and one more, for each scaler. `allowance` is the part of that it could take.
 *
 * Candidates are added from the last to the first, so that at any time the maxima are those of the later candidates.
 */
export class SetBound {
  private readonly fraction: Float64Array;
  private readonly scaled: Float64Array;
  private readonly allowance: Float64Array;
  private readonly flat: Float64Array;
  private readonly most: Float64Array;
  private sumOfMost = 0;

  constructor(groupCount: number) {
    this.fraction = new Float64Array(groupCount);
    this.scaled = new Float64Array(groupCount);
    this.allowance = new Float64Array(groupCount);
    this.flat = new Float64Array(groupCount);
    this.most = new Float64Array(groupCount);
  }

  reset(): void {
    this.fraction.fill(0);
    this.scaled.fill(0);
    this.allowance.fill(0);
    this.flat.fill(0);
    this.most.fill(0);
    this.sumOfMost = 0;
  }

  /** @param fraction p of a scaler, the percentage of a scaled one; 0 for line offers and flat ones */
  add(group: number, kind: BoundKind, worthMinor: number, fraction: number, lineCount: number): void {
    if (kind === BoundKind.Scaler) {
      this.fraction[group] = Math.max(this.fraction[group]!, fraction);
    } else if (kind === BoundKind.Scaled) {
      this.scaled[group] = Math.max(this.scaled[group]!, worthMinor);
      this.allowance[group] = Math.max(this.allowance[group]!, fraction * (lineCount + 1));
    } else {
      this.flat[group] = Math.max(this.flat[group]!, worthMinor);
    }
    if (worthMinor > this.most[group]!) {
      this.sumOfMost += worthMinor - this.most[group]!;
      this.most[group] = worthMinor;
    }
  }

  /** The plain bound on a coupon with at most one later coupon of every other group. */
  sumWith(group: number, worthMinor: number): number {
    return worthMinor + this.sumOfMost - this.most[group]!;
  }

  /** The tight bound on the same sets; `leftMinor` is T. */
  mixWith(
    group: number,
    kind: BoundKind,
    worthMinor: number,
    fraction: number,
    lineCount: number,
    leftMinor: number,
  ): number {
    const plain = this.sumWith(group, worthMinor);
    let openGroups = 0;
    for (let g = 0; g < this.most.length; g++) {
      openGroups += g !== group && this.most[g]! > 0 ? 1 : 0;
    }
    if (openGroups > MAX_MIXED_GROUPS) {
      return plain;
    }
    const scaler = kind === BoundKind.Scaler;
    const scaled = kind === BoundKind.Scaled;
    const mixed = this.bestMix(
      0,
      group,
      leftMinor,
      scaler ? 1 - fraction : 1,
      scaled ? worthMinor : 0,
      kind === BoundKind.Flat ? worthMinor : 0,
      scaled ? fraction * (lineCount + 1) : 0,
      scaler ? 1 : 0,
    );
    // One unit more than the floor makes up for the error of the floating point products.
    return Math.min(plain, Math.floor(mixed * (1 + 1e-12)) + 1);
  }

  /** Tries every mix of kinds for the groups from `g` on; the other arguments describe the mix so far. */
  private bestMix(
    g: number,
    ownGroup: number,
    leftMinor: number,
    product: number,
    scaledMinor: number,
    flatMinor: number,
    allowance: number,
    scalers: number,
  ): number {
    let open = g;
    while (open < this.most.length && (open === ownGroup || this.most[open] === 0)) {
      open++;
    }
    if (open === this.most.length) {
      return leftMinor * (1 - product) + product * scaledMinor + flatMinor + allowance * scalers;
    }
    const flat = this.flat[open]!;
    let best = this.bestMix(
      open + 1,
      ownGroup,
      leftMinor,
      product,
      scaledMinor,
      flatMinor + flat,
      allowance,
      scalers,
    );
    if (this.scaled[open]! > flat) {
      const mix = this.bestMix(
        open + 1,
        ownGroup,
        leftMinor,
        product,
        scaledMinor + this.scaled[open]!,
        flatMinor,
        allowance + this.allowance[open]!,
        scalers,
      );
      best = Math.max(best, mix);
    }
    if (this.fraction[open]! * leftMinor > flat) {
      const mix = this.bestMix(
        open + 1,
        ownGroup,
        leftMinor,
        product * (1 - this.fraction[open]!),
        scaledMinor,
        flatMinor,
        allowance,
        scalers + 1,
      );
      best = Math.max(best, mix);
    }
    return best;
  }
}
