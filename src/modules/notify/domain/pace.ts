/** Lets through so many a second, evenly: each waits for its own place in the row. */
export class Pace {
  private nextMs = 0;

  /** @param nowMs a clock that never goes back, in milliseconds */
  constructor(
    private readonly perSecond: number,
    private readonly nowMs: () => number,
  ) {}

  /** How long the next one has to wait, in milliseconds; its place is taken. */
  take(): number {
    const now = this.nowMs();
    const at = Math.max(now, this.nextMs);
    this.nextMs = at + 1000 / this.perSecond;
    return at - now;
  }
}
