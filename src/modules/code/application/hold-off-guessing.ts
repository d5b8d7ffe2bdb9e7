import { Injectable } from '@nestjs/common';
import { withoutDeadline } from '../../../platform/deadline';
import { counter } from '../../../platform/metrics';
import { Batcher, QueueFullError } from '../../../shared/batcher';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { type EndedTry, type Guesser, TriesStore } from '../infra/tries-store';

const GROUP_MAX = 200;
const MAX_WAITING = 20_000;

const tries = counter('coupon_code_tries_total', 'Codes that users typed, by what they were', ['outcome']);

/** What a try came to: no code at all, by its form; a code that this user can't use; anything else. */
export type TryOutcome = 'malformed' | 'wrong' | 'good';

/** Lets users try codes as long as few of them are wrong. */
@Injectable()
export class HoldOffGuessing {
  /** Those that come in one event-loop turn are counted together. */
  private readonly takes: Batcher<Guesser, number>;
  private readonly ends: Batcher<EndedTry, undefined>;

  constructor(
    private readonly store: TriesStore,
    private readonly clock: Clock,
  ) {
    const limits = { maxItems: GROUP_MAX, maxWaiting: MAX_WAITING };
    const now = () => this.clock.now().getTime();
    this.takes = new Batcher({
      ...limits,
      run: (guessers) => withoutDeadline(() => this.store.take(guessers, now())),
    });
    this.ends = new Batcher({
      ...limits,
      run: async (ended) => {
        await withoutDeadline(() => this.store.end(ended, now()));
        return ended.map(() => undefined);
      },
    });
  }

  /** Before a code is looked at. @throws AppError CODE_TRIES_EXCEEDED, BUSY */
  async begin(guesser: Guesser): Promise<void> {
    const waitMs = await this.takes.submit(guesser).catch(asBusy);
    if (waitMs === 0) return;
    tries.inc({ outcome: 'locked' });
    throw new AppError('CODE_TRIES_EXCEEDED', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  }

  /** After it was. Wait for it when it was wrong, so that the next try finds it counted. */
  async end(guesser: Guesser, outcome: TryOutcome): Promise<void> {
    tries.inc({ outcome });
    await this.ends.submit({ ...guesser, wrong: outcome === 'wrong' }).catch(() => undefined);
  }
}

function asBusy(error: unknown): never {
  throw error instanceof QueueFullError ? new AppError('BUSY', { retryAfterSeconds: 1 }) : error;
}
