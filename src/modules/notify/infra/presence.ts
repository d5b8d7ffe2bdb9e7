import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { rootLogger } from '../../../platform/logging';
import { REDIS } from '../../../platform/redis';

/** How long a user counts as online after the process that holds their stream was last heard of. */
export const PRESENCE_TTL_MS = 30_000;
/** Users of one trip: a process may hold streams of ten thousand. */
const PAGE = 500;

/**
 * Which processes hold a stream of a user: a Redis set each, so that the process that closes the last one of its own takes
 * only itself out. A process that died stays in it until the key expires, which every living one puts off.
 */
@Injectable()
export class Presence {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  /** The process holds streams of these users. To be repeated well within {@link PRESENCE_TTL_MS}. */
  async hold(userIds: readonly string[], processId: string): Promise<void> {
    for (let from = 0; from < userIds.length; from += PAGE) {
      // Both or neither: a set without an end would keep its user online, and without e-mails, for ever.
      const both = this.redis.multi();
      for (const userId of userIds.slice(from, from + PAGE)) {
        both.sadd(keyOf(userId), processId).pexpire(keyOf(userId), PRESENCE_TTL_MS);
      }
      await both.exec();
    }
  }

  /** The process holds no stream of this user any more. */
  async leave(userId: string, processId: string): Promise<void> {
    await this.redis.srem(keyOf(userId), processId);
  }

  /** Who of these is online. Without Redis nobody is known to be: they get an e-mail more, and no message less. */
  async online(userIds: readonly string[]): Promise<Set<string>> {
    try {
      const found = await Promise.all(userIds.map((userId) => this.redis.exists(keyOf(userId))));
      return new Set(userIds.filter((_, at) => found[at] === 1));
    } catch (error) {
      rootLogger.warn({ reason: error }, 'who is online is not known');
      return new Set();
    }
  }
}

const keyOf = (userId: string): string => `presence:{${userId}}`;
