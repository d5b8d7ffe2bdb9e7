import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { loadScripts, REDIS, type RedisScript } from '../../../platform/redis';
import { BoundedMap } from '../../../shared/bounded-map';
import {
  ADDRESS_LIMIT,
  CROWDED_MS,
  endTry,
  FIRST_LOCK_MS,
  FLIGHT_MS,
  KEEP_MS,
  LONGEST_LOCK_MS,
  NO_TRIES,
  type Tries,
  takeTry,
  USER_LIMIT,
} from '../domain/tries';

/** Who tries a code, and from where. */
export interface Guesser {
  userId: string;
  address: string;
}

/** A try that is over. */
export interface EndedTry extends Guesser {
  wrong: boolean;
}

type RememberedTries = Tries & { forgetAt: number };

const SCRIPTS = ['take-tries', 'end-tries'] as const;
/** After a failure Redis is left alone for this long, so that requests don't wait for one time-out after another. */
const REST_MS = 1_000;
/** Users and addresses that a process remembers while Redis is away. */
const MAX_REMEMBERED = 50_000;

/** One tag, so that keys of one call share a slot. */
const keysOf = ({ userId, address }: Guesser): [string, string] => [
  `{code-tries}:user:${userId}`,
  `{code-tries}:address:${address}`,
];

/** Counts tries of codes: in Redis for all processes together, in this one's memory while Redis is away. */
@Injectable()
export class TriesStore {
  private readonly scripts: Record<(typeof SCRIPTS)[number], RedisScript>;
  private readonly remembered = new BoundedMap<string, RememberedTries>(MAX_REMEMBERED);
  private restUntil = Number.NEGATIVE_INFINITY;

  constructor(@Inject(REDIS) redis: Redis) {
    this.scripts = loadScripts(redis, join(__dirname, 'lua'), SCRIPTS);
  }

  /** @param now milliseconds since 1970. @returns per guesser 0, or how many milliseconds to wait */
  async take(guessers: readonly Guesser[], now: number): Promise<number[]> {
    const answer = await this.guarded(() =>
      this.call('take-tries', guessers, [now, USER_LIMIT.wrong, USER_LIMIT.withinMs, FLIGHT_MS, CROWDED_MS]),
    );
    if (answer === undefined) return guessers.map((guesser) => this.takeFromMemory(guesser, now));
    return String(answer).split(' ').map(Number);
  }

  async end(tries: readonly EndedTry[], now: number): Promise<void> {
    const limits = [USER_LIMIT, ADDRESS_LIMIT].flatMap(({ wrong, withinMs }) => [wrong, withinMs]);
    const flags = tries.map(({ wrong }) => (wrong ? 1 : 0));
    const answer = await this.guarded(() =>
      this.call('end-tries', tries, [now, FIRST_LOCK_MS, LONGEST_LOCK_MS, KEEP_MS, ...limits, ...flags]),
    );
    if (answer === undefined) for (const ended of tries) this.endInMemory(ended, now);
  }

  private takeFromMemory(guesser: Guesser, now: number): number {
    const [user, address] = this.recall(guesser, now);
    const wait = takeTry(user, address, now);
    user.forgetAt = Math.max(user.forgetAt, now + FLIGHT_MS);
    return wait;
  }

  private endInMemory(ended: EndedTry, now: number): void {
    const [user, address] = this.recall(ended, now);
    endTry(user, address, ended.wrong, now);
    if (!ended.wrong) return;
    for (const tries of [user, address]) tries.forgetAt = Math.max(now, tries.lockedUntil) + KEEP_MS;
  }

  private recall(guesser: Guesser, now: number): [RememberedTries, RememberedTries] {
    const [user, address] = keysOf(guesser);
    return [this.recallOne(user, now), this.recallOne(address, now)];
  }

  private recallOne(key: string, now: number): RememberedTries {
    let tries = this.remembered.get(key);
    if (!tries || tries.forgetAt < now) tries = { ...NO_TRIES, forgetAt: now };
    // Who asks counts as new, so that a flood of others makes nobody forgotten who goes on.
    this.remembered.set(key, tries);
    return tries;
  }

  private call(
    name: (typeof SCRIPTS)[number],
    guessers: readonly Guesser[],
    values: readonly number[],
  ): Promise<string | number | null> {
    return this.scripts[name](guessers.length * 2, ...guessers.flatMap(keysOf), ...values);
  }

  /** @returns undefined when Redis is away */
  private async guarded<T>(use: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.restUntil) return undefined;
    try {
      return await use();
    } catch {
      this.restUntil = performance.now() + REST_MS;
      return undefined;
    }
  }
}
