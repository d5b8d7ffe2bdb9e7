import { Injectable } from '@nestjs/common';
import { withoutDeadline } from '../../../platform/deadline';
import { counter } from '../../../platform/metrics';
import { Batcher, QueueFullError } from '../../../shared/batcher';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { type Guesser, TriesStore } from '../infra/tries-store';

const GROUP_MAX = 500;
const MAX_WAITING = 20_000;
/** Tries of one user that are under way in this process, at most. */
const MAX_OF_USER = 10;

const tries = counter('coupon_code_tries_total', 'Codes that users typed, by what they were', ['outcome']);

/** What a try came to: no code at all, by its form; a code that this user can't use; anything else. */
export type TryOutcome = 'malformed' | 'wrong' | 'good';

/**
 * Lets users try codes as long as few of them are wrong. In a process a user's tries are looked at one after another, so that each
 * is counted before the next; those of other processes that began before the lockout are answered as if they came after it.
 */
@Injectable()
export class HoldOffGuessing {
  /** Users with tries under way: how many, and the end of the last one. */
  private readonly lines = new Map<string, { last: Promise<void>; length: number }>();
  /** Those that come in one event-loop turn are looked up together. */
  private readonly locks: Batcher<Guesser, number>;

  constructor(
    private readonly store: TriesStore,
    private readonly clock: Clock,
  ) {
    this.locks = new Batcher({
      maxItems: GROUP_MAX,
      maxWaiting: MAX_WAITING,
      run: (guessers) => withoutDeadline(() => this.store.lockedUntil(guessers, this.now())),
    });
  }

  /**
   * Runs a try, which says what it came to.
   * @throws AppError CODE_TRIES_EXCEEDED, BUSY, and what `look` throws
   */
  async try<T>(guesser: Guesser, look: () => Promise<T>, judge: (error: unknown) => TryOutcome): Promise<T> {
    const leave = await this.enter(guesser.userId);
    try {
      const until = await this.locks.submit(guesser).catch(asBusy);
      if (until > this.now()) throw this.locked(until - this.now());
      try {
        const result = await look();
        tries.inc({ outcome: 'good' });
        return result;
      } catch (error) {
        const outcome = judge(error);
        const within = outcome !== 'wrong' || (await this.store.countWrong(guesser, this.now()));
        if (!within) throw this.locked(1_000);
        tries.inc({ outcome });
        throw error;
      }
    } finally {
      leave();
    }
  }

  /** @returns what lets the user's next try in */
  private async enter(userId: string): Promise<() => void> {
    const line = this.lines.get(userId) ?? { last: Promise.resolve(), length: 0 };
    if (line.length >= MAX_OF_USER) throw this.locked(1_000);
    const before = line.last;
    let leave: () => void = () => undefined;
    line.last = new Promise<void>((resolve) => {
      leave = resolve;
    });
    line.length++;
    this.lines.set(userId, line);
    if (line.length > 1) await before;
    return () => {
      line.length--;
      if (line.length === 0) this.lines.delete(userId);
      leave();
    };
  }

  private locked(waitMs: number): AppError {
    tries.inc({ outcome: 'locked' });
    return new AppError('CODE_TRIES_EXCEEDED', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function asBusy(error: unknown): never {
  throw error instanceof QueueFullError ? new AppError('BUSY', { retryAfterSeconds: 1 }) : error;
}
