import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';

const current = new AsyncLocalStorage<Deadline | undefined>();
/** How many deadlines somebody runs under. */
let running = 0;

/**
 * How long whoever waits for a piece of work does so. While nobody runs under one, it costs nothing: Node.js up to 22 watches every
 * promise of the process from the first use of the storage on, which costs a claim a sixth of its time, so it is put out of use again.
 */
export class Deadline {
  private state: 'new' | 'running' | 'over' = 'new';

  private constructor(private readonly endsAtMs: number) {}

  static after(ms: number): Deadline {
    return new Deadline(performance.now() + ms);
  }

  get remainingMs(): number {
    return this.state === 'over' ? Number.POSITIVE_INFINITY : this.endsAtMs - performance.now();
  }

  /** Everything that `work` begins, and waits for, knows of this deadline, until {@link end}. */
  run<T>(work: () => T): T {
    if (this.state === 'new') {
      this.state = 'running';
      running++;
    }
    return current.run(this, work);
  }

  /** Nobody waits any longer: what goes on behind the answer has no deadline. */
  end(): void {
    const ran = this.state === 'running';
    this.state = 'over';
    if (!ran) return;
    running--;
    if (running === 0) current.disable();
  }
}

/** What is left of the deadline under which this code runs, in milliseconds; infinite without one, negative past it. */
export function remainingMs(): number {
  return current.getStore()?.remainingMs ?? Number.POSITIVE_INFINITY;
}

/** For work that several callers share: it has no deadline of the one who happened to begin it. */
export function withoutDeadline<T>(work: () => T): T {
  return current.getStore() === undefined ? work() : current.run(undefined, work);
}

/** Does a piece of work for somebody who waits for it no longer than `ms`: its statements end by then, with BUSY. */
export async function withinDeadline<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const deadline = Deadline.after(ms);
  try {
    return await deadline.run(work);
  } finally {
    deadline.end();
  }
}
