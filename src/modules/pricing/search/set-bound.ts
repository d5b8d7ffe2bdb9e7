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

/** A coupon as the bound sees it. */
export interface BoundedCoupon {
  readonly group: number;
  readonly kind: BoundKind;
  readonly worthMinor: number;
  /** p of a scaler or a scaled percentage; 0 for line offers and flat ones. */
  readonly fraction: number;
  /** Lines in scope. */
  readonly lineCount: number;
}

/** Past this many other groups, trying every mix of kinds would cost more than it saves. */
export const MAX_MIXED_GROUPS = 5;
const KINDS = 3;

/**
 * How much coupons of different stack groups can take off together: an upper bound, and a tighter one than the sum of
 * what each takes alone, because a percentage of everything also shrinks what other percentages take and what line
 * offers are worth.
 *
 * With T left on the lines, one coupon per group takes at most
 *     T × (1 − Π) + Π × Σ b + Σ c,   where Π is the product of (1 − p) over the scalers among them,
 * because at least (T − Σ b) × Π − Σ c is left afterwards: by induction over the order of application, in which line
 * offers come before all percentages. Rounding to whole units can leave a scaled percentage a slightly larger base
 * than its exact fraction: one unit per line, and one more, for each scaler. `allowance` is what it takes of that.
 *
 * Candidates are added from the last to the first, so that at any time the maxima are those of the later candidates.
 */
export class SetBound {
  private readonly scaler: Float64Array;
  private readonly scaled: Float64Array;
  private readonly allowance: Float64Array;
  private readonly flat: Float64Array;
  private readonly most: Float64Array;
  private sumOfMost = 0;
  private groupsWithAny = 0;
  /** How many mixes were weighed so far: what the tight bounds cost. */
  mixesMade = 0;
  private readonly mixes = new Mixes(KINDS ** MAX_MIXED_GROUPS);

  constructor(groupCount: number) {
    this.scaler = new Float64Array(groupCount);
    this.scaled = new Float64Array(groupCount);
    this.allowance = new Float64Array(groupCount);
    this.flat = new Float64Array(groupCount);
    this.most = new Float64Array(groupCount);
  }

  reset(): void {
    for (const maxima of [this.scaler, this.scaled, this.allowance, this.flat, this.most]) {
      maxima.fill(0);
    }
    this.sumOfMost = 0;
    this.groupsWithAny = 0;
  }

  add({ group, kind, worthMinor, fraction, lineCount }: BoundedCoupon): void {
    if (kind === BoundKind.Scaler) {
      this.scaler[group] = Math.max(this.scaler[group]!, fraction);
    } else if (kind === BoundKind.Scaled) {
      this.scaled[group] = Math.max(this.scaled[group]!, worthMinor);
      this.allowance[group] = Math.max(this.allowance[group]!, fraction * (lineCount + 1));
    } else {
      this.flat[group] = Math.max(this.flat[group]!, worthMinor);
    }
    if (worthMinor > this.most[group]!) {
      this.groupsWithAny += this.most[group] === 0 ? 1 : 0;
      this.sumOfMost += worthMinor - this.most[group]!;
      this.most[group] = worthMinor;
    }
  }

  /** The plain bound on a coupon with at most one later coupon of every other group. */
  sumWith({ group, worthMinor }: BoundedCoupon): number {
    return worthMinor + this.sumOfMost - this.most[group]!;
  }

  /** The tight bound on the same sets; `leftMinor` is T. */
  mixWith(own: BoundedCoupon, leftMinor: number): number {
    const plain = this.sumWith(own);
    if (this.groupsWithAny - (this.most[own.group]! > 0 ? 1 : 0) > MAX_MIXED_GROUPS) {
      return plain;
    }
    const open: number[] = [];
    for (let g = 0; g < this.most.length; g++) {
      if (g !== own.group && this.most[g]! > 0) {
        open.push(g);
      }
    }
    this.mixes.start(own);
    for (const g of open) {
      this.mixes.branch(leftMinor, this.flat[g]!, this.scaled[g]!, this.allowance[g]!, this.scaler[g]!);
    }
    this.mixesMade += this.mixes.count;
    // One unit more than the floor makes up for the error of the floating point products.
    return Math.min(plain, Math.floor(this.mixes.most(leftMinor) * (1 + 1e-12)) + 1);
  }
}

/** All ways to choose a kind for each group so far, as parallel arrays: they are made by the million. */
class Mixes {
  count = 0;
  /** Π of the formula, and how many scalers it is made of. */
  private readonly product: Float64Array;
  private readonly scalers: Float64Array;
  private readonly scaled: Float64Array;
  private readonly allowance: Float64Array;
  private readonly flat: Float64Array;

  constructor(capacity: number) {
    this.product = new Float64Array(capacity);
    this.scalers = new Float64Array(capacity);
    this.scaled = new Float64Array(capacity);
    this.allowance = new Float64Array(capacity);
    this.flat = new Float64Array(capacity);
  }

  start({ kind, worthMinor, fraction, lineCount }: BoundedCoupon): void {
    const isScaler = kind === BoundKind.Scaler;
    const isScaled = kind === BoundKind.Scaled;
    this.count = 1;
    this.product[0] = isScaler ? 1 - fraction : 1;
    this.scalers[0] = isScaler ? 1 : 0;
    this.scaled[0] = isScaled ? worthMinor : 0;
    this.allowance[0] = isScaled ? fraction * (lineCount + 1) : 0;
    this.flat[0] = kind === BoundKind.Flat ? worthMinor : 0;
  }

  /** Goes on with each mix once per kind of the group that could be better than its best flat coupon. */
  branch(leftMinor: number, flat: number, scaled: number, allowance: number, scaler: number): void {
    const before = this.count;
    for (let m = 0; m < before; m++) {
      if (scaled > flat) {
        const k = this.copy(m);
        this.scaled[k]! += scaled;
        this.allowance[k]! += allowance;
      }
      if (scaler * leftMinor > flat) {
        const k = this.copy(m);
        this.product[k]! *= 1 - scaler;
        this.scalers[k]! += 1;
      }
      this.flat[m]! += flat;
    }
  }

  private copy(m: number): number {
    const k = this.count++;
    this.product[k] = this.product[m]!;
    this.scalers[k] = this.scalers[m]!;
    this.scaled[k] = this.scaled[m]!;
    this.allowance[k] = this.allowance[m]!;
    this.flat[k] = this.flat[m]!;
    return k;
  }

  most(leftMinor: number): number {
    let most = 0;
    for (let m = 0; m < this.count; m++) {
      const fromPercentages = leftMinor * (1 - this.product[m]!);
      const fromScaled = this.product[m]! * this.scaled[m]! + this.allowance[m]! * this.scalers[m]!;
      most = Math.max(most, fromPercentages + fromScaled + this.flat[m]!);
    }
    return most;
  }
}
