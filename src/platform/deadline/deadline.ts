import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';

/** How long whoever waits for a piece of work does so. */
export class Deadline {
  private over = false;

  private constructor(private readonly endsAtMs: number) {}

  static after(ms: number): Deadline {
    return new Deadline(performance.now() + ms);
  }

  /** It was kept: what goes on behind the answer is no longer waited for, and has no deadline. */
  keep(): void {
    this.over = true;
  }

  get remainingMs(): number {
    return this.over ? Number.POSITIVE_INFINITY : this.endsAtMs - performance.now();
  }

  /** Everything that `work` begins, and waits for, knows of this deadline. */
  run<T>(work: () => T): T {
    return current.run(this, work);
  }
}

const current = new AsyncLocalStorage<Deadline | undefined>();

/** What is left of the deadline under which this code runs, in milliseconds; infinite without one, negative past it. */
export function remainingMs(): number {
  return current.getStore()?.remainingMs ?? Number.POSITIVE_INFINITY;
}

/** For work that several callers share: it has no deadline of the one who happened to begin it. */
export function withoutDeadline<T>(work: () => T): T {
  return current.getStore() === undefined ? work() : current.run(undefined, work);
}
