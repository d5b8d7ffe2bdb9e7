import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import { rootLogger } from '../logging';
import { gauge } from '../metrics';
import { ClockOffset, type Measurement } from './clock-offset';
import { Database } from './database';

const SAMPLES = 3;
const REFRESH_MS = 10_000;

const trustedGauge = gauge(
  'coupon_clock_trusted',
  'Whether the time that decisions are made by is sure: 1, or 0 while time-outs, expiry and purges wait',
);
const hostGauge = gauge(
  'coupon_clock_host_offset_seconds',
  "How far the host's date is ahead of the database's; nothing is decided by the host's",
);

/**
 * A monotonic clock, moved onto the database's time line by a measured offset, so that every process decides by the same time
 * without a NOW() in the statements, and no change of the host's date is seen. The sample with the shortest round trip is the
 * most exact (Cristian 1989).
 */
@Injectable()
export class DatabaseClock extends Clock implements OnModuleInit, OnApplicationShutdown {
  private readonly offset = new ClockOffset(Date.now() - performance.now());
  private wasTrusted = true;
  private timer?: NodeJS.Timeout;

  constructor(private readonly database: Database) {
    super();
  }

  now(): Date {
    return new Date(performance.now() + this.offset.offsetMs);
  }

  override isTrusted(): boolean {
    const trusted = this.offset.isTrusted(performance.now(), sleptMs());
    this.tell(trusted);
    return trusted;
  }

  /** Before anything starts: nothing may be decided by the host's date. */
  async onModuleInit(): Promise<void> {
    await this.measure();
    this.timer = setInterval(() => {
      this.measure().catch(() => {
        // The database is away; the last offset stays the best one known, until it is too old.
        this.isTrusted();
      });
    }, REFRESH_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async measure(): Promise<void> {
    let shortest = Number.POSITIVE_INFINITY;
    let best: Measurement | undefined;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const before = performance.now();
      const row = await this.database.row<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
      const after = performance.now();
      if (row && after - before < shortest) {
        shortest = after - before;
        best = { atMs: (before + after) / 2, databaseMs: row.now.getTime(), sleptMs: sleptMs() };
      }
    }
    if (!best) return;
    this.offset.take(best);
    hostGauge.set((Date.now() - this.now().getTime()) / 1000);
    this.isTrusted();
  }

  private tell(trusted: boolean): void {
    trustedGauge.set(trusted ? 1 : 0);
    if (trusted === this.wasTrusted) return;
    this.wasTrusted = trusted;
    if (trusted) rootLogger.info('the time is sure again, time-outs, expiry and purges go on');
    else rootLogger.error("the database's time is in doubt, time-outs, expiry and purges wait");
  }
}

/** What the monotonic clock does not count. Only changes of it mean something. */
function sleptMs(): number {
  return uptime() * 1000 - performance.now();
}
