import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import { Database } from './database';

const SAMPLES = 5;
const REFRESH_MS = 60_000;

/**
 * This process's clock, moved onto the database's time line by a measured offset, so that every process decides by the
 * same time without a NOW() in the statements. The sample with the shortest round trip is the most exact (Cristian 1989).
 */
@Injectable()
export class DatabaseClock extends Clock implements OnApplicationBootstrap, OnApplicationShutdown {
  private offsetMs = 0;
  private timer?: NodeJS.Timeout;

  constructor(private readonly database: Database) {
    super();
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.measure();
    this.timer = setInterval(() => {
      this.measure().catch(() => {
        // The database is away; the last offset stays the best one known.
      });
    }, REFRESH_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async measure(): Promise<void> {
    let shortest = Number.POSITIVE_INFINITY;
    let offsetMs = this.offsetMs;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const before = Date.now();
      const row = await this.database.row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
      const after = Date.now();
      if (row && after - before < shortest) {
        shortest = after - before;
        offsetMs = Math.round(row.now.getTime() - (before + after) / 2);
      }
    }
    this.offsetMs = offsetMs;
  }
}
