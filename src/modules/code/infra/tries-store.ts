import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { loadScripts, REDIS, type RedisScript, RestAfterFailure } from '../../../platform/redis';
import { BoundedMap } from '../../../shared/bounded-map';
import {
  ADDRESS_LIMIT,
  countWrong,
  FIRST_LOCK_MS,
  KEEP_MS,
  LONGEST_LOCK_MS,
  NO_TRIES,
  type Tries,
  USER_LIMIT,
} from '../domain/tries';

/** Who tries a code, and from where. */
export interface Guesser {
  userId: string;
  address: string;
}

type RememberedTries = Tries & { forgetAt: number };

/** Users and addresses that a process remembers while Redis is away. */
const MAX_REMEMBERED = 50_000;

/** One tag, so that keys of one call share a slot. */
const userKey = ({ userId }: Guesser): string => `{code-tries}:user:${userId}`;
const addressKey = ({ address }: Guesser): string => `{code-tries}:address:${address}`;
const lockKey = (key: string): string => `${key}:lock`;

/** Counts wrong codes: in Redis for all processes together, in this one's memory while Redis is away. */
@Injectable()
export class TriesStore {
  private readonly script: RedisScript;
  private readonly remembered = new BoundedMap<string, RememberedTries>(MAX_REMEMBERED);
  private readonly rest = new RestAfterFailure();

  constructor(@Inject(REDIS) private readonly redis: Redis) {
    this.script = loadScripts(redis, join(__dirname, 'lua'), ['count-wrong'])['count-wrong'];
  }

  /** Until when each is locked out, by user or address; 0: they are not. In milliseconds since 1970. */
  async lockedUntil(guessers: readonly Guesser[], now: number): Promise<number[]> {
    const keys = guessers.flatMap((guesser) => [userKey(guesser), addressKey(guesser)]);
    const locks =
      (await this.rest.guard(() => this.redis.mget(keys.map(lockKey)))) ??
      keys.map((key) => this.recall(key, now).lockedUntil);
    return guessers.map((_, at) => Math.max(Number(locks[2 * at] ?? 0), Number(locks[2 * at + 1] ?? 0)));
  }

  /** Counts a wrong try. @returns false when the user was locked out before it was over */
  async countWrong(guesser: Guesser, now: number): Promise<boolean> {
    const [within] = await Promise.all([
      this.count(userKey(guesser), USER_LIMIT, now),
      this.count(addressKey(guesser), ADDRESS_LIMIT, now),
    ]);
    return within;
  }

  private async count(key: string, limit: typeof USER_LIMIT, now: number): Promise<boolean> {
    const { wrong, withinMs } = limit;
    const answer = await this.rest.guard(() =>
      this.script(key, lockKey(key), now, wrong, withinMs, FIRST_LOCK_MS, LONGEST_LOCK_MS, KEEP_MS),
    );
    if (answer !== undefined) return answer === 1;
    const tries = this.recall(key, now);
    const within = countWrong(tries, limit, now);
    tries.forgetAt = Math.max(now, tries.lockedUntil) + KEEP_MS;
    this.remembered.set(key, tries);
    return within;
  }

  private recall(key: string, now: number): RememberedTries {
    const tries = this.remembered.get(key);
    return tries && tries.forgetAt >= now ? tries : { ...NO_TRIES, forgetAt: now };
  }
}
