const REST_MS = 1_000;

/**
 * For work that can do without Redis. After a failure Redis is left alone for a second, so that requests don't wait for one time-out
 * after another.
 */
export class RestAfterFailure {
  private restUntil = Number.NEGATIVE_INFINITY;

  /** @returns undefined when Redis is away */
  async guard<T>(use: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.restUntil) return undefined;
    try {
      return await use();
    } catch {
      this.restUntil = performance.now() + REST_MS;
      return undefined;
    }
  }
}
