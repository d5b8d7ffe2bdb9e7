/**
 * What a search may still spend, counted in what its steps cost: one unit is about one look at one line. A search that
 * counted its steps alone would take as many times longer as the cart has more lines.
 */
export class Work {
  constructor(private leftUnits: number) {}

  /** From now on this much may be spent, whatever was before. */
  allow(units: number): void {
    this.leftUnits = units;
  }

  spend(units: number): void {
    this.leftUnits -= units;
  }

  get isSpent(): boolean {
    return this.leftUnits <= 0;
  }
}
