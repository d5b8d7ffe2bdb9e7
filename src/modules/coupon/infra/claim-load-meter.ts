import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../../../platform/redis';
import { Clock } from '../../../shared/clock';

/** How users' claims went lately, in all processes together. */
export interface ClaimLoad {
  readonly claimsPerSecond: number;
  /** The longest group commit, in milliseconds. */
  readonly worstMs: number;
}

const KEY = 'coupon:claim-load';
const WINDOW_MS = 250;
/** Processes that have told nothing for so long have no claims. */
const LIFE_MS = 1_000;

/**
 * Tells workers how users' claims go, over Redis: one hash field for each process with claims. Advice only: without it
 * distributions go at full speed.
 */
@Injectable()
export class ClaimLoadMeter implements OnApplicationShutdown {
  private readonly self = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  private timer?: NodeJS.Timeout;
  private claims = 0;
  private worstMs = 0;
  private latest?: { at: number; load: Promise<ClaimLoad | undefined> };

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly clock: Clock,
  ) {}

  /** A group commit of so many claims took so long. Costs nothing but two additions. */
  record(claims: number, tookMs: number): void {
    this.claims += claims;
    this.worstMs = Math.max(this.worstMs, tookMs);
    this.timer ??= setTimeout(() => this.publish(), WINDOW_MS);
  }

  /** The load of all processes, at most a quarter of a second old; undefined when nobody claims, or nobody can tell. */
  read(): Promise<ClaimLoad | undefined> {
    const at = performance.now();
    if (!this.latest || at - this.latest.at > WINDOW_MS) {
      this.latest = { at, load: this.fetch().catch(() => undefined) };
    }
    return this.latest.load;
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private publish(): void {
    this.timer = undefined;
    const field = `${this.clock.now().getTime()} ${(this.claims * 1000) / WINDOW_MS} ${Math.round(this.worstMs)}`;
    this.claims = 0;
    this.worstMs = 0;
    this.redis
      .pipeline()
      .hset(KEY, this.self, field)
      .pexpire(KEY, LIFE_MS)
      .exec()
      .catch(() => undefined);
  }

  private async fetch(): Promise<ClaimLoad | undefined> {
    const fields = Object.values(await this.redis.hgetall(KEY));
    const now = this.clock.now().getTime();
    const told = fields
      .map((field) => field.split(' ').map(Number) as [number, number, number])
      .filter(([at]) => now - at < LIFE_MS);
    if (told.length === 0) return undefined;
    return {
      claimsPerSecond: told.reduce((sum, [, claims]) => sum + claims, 0),
      worstMs: Math.max(...told.map(([, , worstMs]) => worstMs)),
    };
  }
}
