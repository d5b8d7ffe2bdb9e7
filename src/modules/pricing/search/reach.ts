/** What is left on the lines that some candidates can take from: together they take no more, however many they are. */
export class Reach {
  private round = 0;
  private leftMinor = 0;
  /** In which round a line, or all lines of a slot, came within reach. */
  private readonly lineRounds: Int32Array;
  private readonly slotRounds: Int32Array;

  /** @param slots lists of lines, by position in the cart */
  constructor(
    private readonly slots: readonly Int32Array[],
    lineCount: number,
  ) {
    this.lineRounds = new Int32Array(lineCount);
    this.slotRounds = new Int32Array(slots.length);
  }

  reset(): void {
    this.round += 1;
    this.leftMinor = 0;
  }

  /** Brings the lines of a slot within reach, and returns what is left on all those that are. */
  add(slot: number, leftMinor: Float64Array): number {
    if (this.slotRounds[slot] !== this.round) {
      this.slotRounds[slot] = this.round;
      const lines = this.slots[slot]!;
      for (let k = 0; k < lines.length; k++) {
        const line = lines[k]!;
        if (this.lineRounds[line] !== this.round) {
          this.lineRounds[line] = this.round;
          this.leftMinor += leftMinor[line]!;
        }
      }
    }
    return this.leftMinor;
  }
}
