import { rootLogger } from '../logging';

export interface PeriodicTaskOptions {
  name: string;
  intervalMs: number;
  /** Does one round. It may run at the same time in several processes. */
  run: () => Promise<void>;
}

/** A little disorder, so that several processes don't meet at the same rows at the same moment. */
const JITTER = 0.1;

/**
 * Runs a task again and again inside this process, independent of Redis: what heals lost jobs must not itself be a job
 * that can be lost. A round that fails is logged and the next one comes.
 */
export class PeriodicTask {
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: PeriodicTaskOptions) {}

  start(): void {
    this.schedule(0);
  }

  /** Lets a round that is under way finish; no further one starts. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.runOnce();
    }, delayMs);
  }

  private async runOnce(): Promise<void> {
    const { name, intervalMs, run } = this.options;
    try {
      await run();
    } catch (error) {
      rootLogger.warn({ task: name, err: error }, 'a round of a periodic task failed');
    }
    this.schedule(intervalMs * (1 - JITTER + 2 * JITTER * Math.random()));
  }
}
