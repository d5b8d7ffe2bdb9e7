import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { Database } from '../../../platform/database';
import { PeriodicTasks } from '../../../platform/scheduling';
import { BoundedMap } from '../../../shared/bounded-map';
import { writeActivity } from '../infra/activity-rows';

const FLUSH_INTERVAL_MS = 1_000;
/** Users of one statement, and so of one second: being active must never be what keeps the database busy. */
const USERS_PER_FLUSH = 1_000;
/** Users who wait to be written at most; in a rush the rest is recorded with a later call of theirs. */
const MAX_WAITING = 10_000;
/** Users whose last recording is remembered at least; twice as many at most. */
const REMEMBERED = 25_000;

/**
 * Records when users were active without a write per call: what comes again within ACTIVITY_MINUTES is dropped in this
 * process, what other processes recorded meanwhile is left alone by the statement, and the rest goes in one statement per
 * second. What waits when a process is killed is lost; the user's next call records them.
 */
@Injectable()
export class RecordActivity implements OnApplicationShutdown {
  private readonly intervalMs: number;
  private readonly waiting = new Map<string, number>();
  private readonly remembered = new BoundedMap<string, number>(REMEMBERED);

  constructor(
    tasks: PeriodicTasks,
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
  ) {
    this.intervalMs = config.ACTIVITY_MINUTES * 60_000;
    tasks.add({
      name: 'activity recording',
      intervalMs: FLUSH_INTERVAL_MS,
      run: () => this.flush(),
    });
  }

  /** The task has stopped by then, and no request is left that could record more. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** The user was active. Costs a look into a map; nobody waits for it. */
  record(userId: string, now: Date): void {
    if (this.waiting.size >= MAX_WAITING) return;
    const nowMs = now.getTime();
    const last = this.remembered.get(userId);
    if (last !== undefined && nowMs - last < this.intervalMs) return;
    this.remembered.set(userId, nowMs);
    this.waiting.set(userId, nowMs);
  }

  /** Writes what waits, as far as one statement goes. */
  async flush(): Promise<void> {
    if (this.waiting.size === 0) return;
    const part: [string, Date][] = [];
    for (const [userId, ms] of this.waiting) {
      part.push([userId, new Date(ms)]);
      this.waiting.delete(userId);
      if (part.length === USERS_PER_FLUSH) break;
    }
    await this.database.transaction((tx) => writeActivity(tx, part, this.intervalMs));
  }
}
