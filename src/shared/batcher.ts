/** The queue is full: taking more work would only make everybody wait longer. */
export class QueueFullError extends Error {}

export interface BatcherOptions<Item, Result> {
  /** The most items of one run. */
  maxItems: number;
  /** The most items that may wait, beside those of the run under way. */
  maxWaiting: number;
  /** Does the work for all items at once and gives each its result, in order. A rejection reaches every caller. */
  run(items: Item[]): Promise<readonly Result[]>;
  /** Nothing waits and nothing runs any more. */
  onIdle?(): void;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Group commit: callers that come while one run is under way share the next one. There is no timer, so a lone caller
 * waits for nothing; callers of the same event-loop turn share a run because it starts at the turn's end.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private running = false;

  constructor(private readonly options: BatcherOptions<Item, Result>) {}

  /** Items that wait for a run. */
  get depth(): number {
    return this.waiting.length;
  }

  /** @throws QueueFullError at once when too many wait already */
  submit(item: Item): Promise<Result> {
    if (this.waiting.length >= this.options.maxWaiting) return Promise.reject(new QueueFullError());
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.running) return;
      this.running = true;
      setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, this.options.maxItems);
      try {
        const results = await this.options.run(group.map(({ item }) => item));
        if (results.length !== group.length) throw new Error('a run must give one result for each item');
        group.forEach(({ resolve }, at) => void resolve(results[at]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.running = false;
    this.options.onIdle?.();
  }
}
