import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import { rootLogger } from '../logging';
import { counter, gauge, histogram } from '../metrics';
import { Readiness } from '../readiness';

export interface PeriodicTask {
  /** Unique in a process, and the label of its metrics. */
  name: string;
  /** From the end of a round to the start of the next one. */
  intervalMs: number;
  /** False: this installation has no use for it, and it never runs. */
  enabled?: boolean;
  /**
   * Does one round. It may run at the same time in several processes.
   * @param isStopping asked between the steps of a long round, which ends early when the process does
   */
  run: (isStopping: () => boolean) => Promise<unknown>;
}

/** A little disorder, so that several processes don't meet at the same rows at the same moment. */
const JITTER = 0.1;
/** How long the end of a process waits for the rounds that are under way. */
const STOP_MS = 10_000;

const label = ['task'] as const;
const lastSuccess = gauge(
  'coupon_periodic_task_last_success_timestamp_seconds',
  'When a round of the task last succeeded, in seconds since 1970',
  label,
);
const duration = histogram(
  'coupon_periodic_task_duration_seconds',
  'How long the rounds of the task take',
  [0.01, 0.1, 1, 10, 60],
  label,
);
const failures = counter('coupon_periodic_task_failures_total', 'Rounds of the task that failed', label);

/**
 * The one host of everything that a process does again and again. It works inside the process, independent of Redis: what
 * heals lost jobs must not itself be a job that can be lost. Providers add their tasks while they are constructed; all of
 * them start with the application, as soon as there is a schema that they can work on. A round that fails is logged and counted, and the next one comes.
 *
 * They stop before anything else of the application does (`beforeApplicationShutdown`), so that whoever writes out a
 * remainder or closes a connection later has no round beside it.
 */
@Injectable()
export class PeriodicTasks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly hosted = new Map<string, HostedTask>();
  private started = false;

  constructor(@Optional() private readonly readiness?: Readiness) {}

  /** @throws Error when another task has this name, or the application has started */
  add(task: PeriodicTask): void {
    if (this.hosted.has(task.name)) throw new Error(`there are two periodic tasks named "${task.name}"`);
    if (this.started) throw new Error(`the periodic task "${task.name}" comes after the start`);
    this.hosted.set(task.name, new HostedTask(task));
  }

  onApplicationBootstrap(): void {
    this.started = true;
    const start = () => {
      for (const task of this.hosted.values()) task.start();
    };
    if (this.readiness) this.readiness.whenOpen(start);
    else start();
  }

  /** Lets the rounds that are under way finish, for ten seconds at most; no further one starts. */
  async beforeApplicationShutdown(): Promise<void> {
    const running = new Set(this.hosted.keys());
    const stopped = [...this.hosted].map(async ([name, task]) => {
      await task.stop();
      running.delete(name);
    });
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, STOP_MS);
    });
    await Promise.race([Promise.all(stopped), late]);
    clearTimeout(deadline);
    if (running.size === 0) return;
    rootLogger.warn({ tasks: [...running] }, 'the process ends before these periodic tasks have');
  }
}

/** One task with its timer. */
class HostedTask {
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(private readonly task: PeriodicTask) {}

  start(): void {
    if (this.task.enabled ?? true) this.schedule(0);
  }

  /** @returns when the round that is under way, if there is one, has ended */
  stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    return this.round;
  }

  private schedule(delayMs: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.round = this.runOnce();
    }, delayMs);
  }

  private async runOnce(): Promise<void> {
    const { name, intervalMs, run } = this.task;
    const observe = duration.startTimer({ task: name });
    try {
      await run(() => this.stopping);
      lastSuccess.set({ task: name }, Date.now() / 1000);
    } catch (error) {
      failures.inc({ task: name });
      rootLogger.warn({ task: name, err: error }, 'a round of a periodic task failed');
    }
    observe();
    this.schedule(intervalMs * (1 - JITTER + 2 * JITTER * Math.random()));
  }
}
