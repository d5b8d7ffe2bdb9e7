import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { rootLogger } from '../logging';
import { Database } from './database';
import { isTableMissing } from './mysql-errors';

const REFRESH_MS = 1_000;
const FIRST_LIFE = '0';

/**
 * Which life of the database this process works on. A restore takes back what others remember: Redis, and what processes keep in
 * memory. `restore:finish` begins a new life, and whoever remembers anything of an old one forgets it. A second late at most;
 * until then a process acts on the old life's memory alone, never on a mixture, since what it writes down carries the epoch.
 */
@Injectable()
export class DatabaseEpoch implements OnModuleInit, OnApplicationShutdown {
  private epoch = FIRST_LIFE;
  private readonly listeners: (() => void)[] = [];
  private timer?: NodeJS.Timeout;

  constructor(private readonly database: Database) {}

  /** As a decimal number. */
  current(): string {
    return this.epoch;
  }

  /** @param forget called when the database has begun another life */
  onChange(forget: () => void): void {
    this.listeners.push(forget);
  }

  async onModuleInit(): Promise<void> {
    this.epoch = await this.read();
    this.schedule();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Looks now. */
  async refresh(): Promise<void> {
    const epoch = await this.read();
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    rootLogger.warn({ epoch }, 'the database was restored: what was remembered of it is forgotten');
    for (const forget of this.listeners) forget();
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.refresh()
        // The database is away; nothing is decided without it.
        .catch(() => undefined)
        .finally(() => this.timer && this.schedule());
    }, REFRESH_MS);
    this.timer.unref();
  }

  private async read(): Promise<string> {
    try {
      const row = await this.database.row<{ epoch: string }>(
        'SELECT epoch FROM database_epoch WHERE database_epoch_id = 1',
      );
      return row ? String(row.epoch) : FIRST_LIFE;
    } catch (error) {
      // The schema is not there yet: the process starts, and waits for it.
      if (isTableMissing(error)) return FIRST_LIFE;
      throw error;
    }
  }
}
