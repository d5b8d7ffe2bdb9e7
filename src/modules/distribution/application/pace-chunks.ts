import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { ClaimLoadMeter } from '../../coupon';
import { isClaimed, restAfter } from '../domain/pace';

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Caps what distributions take of the database: while users are getting coupons this process carries out one chunk at a
 * time and rests in between; else as many at once as it has jobs.
 */
@Injectable()
export class PaceChunks {
  /** The end of the last chunk that had to wait its turn, with the rest after it. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly board: ClaimLoadMeter,
  ) {}

  async claimsUnderWay(): Promise<boolean> {
    return isClaimed(await this.board.read());
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (!(await this.claimsUnderWay())) return work();
    const before = this.turn;
    const result = before.then(() => this.timed(work));
    this.turn = result.then(
      ({ tookMs }) => this.rest(tookMs),
      () => undefined,
    );
    return (await result).value;
  }

  private async timed<T>(work: () => Promise<T>): Promise<{ value: T; tookMs: number }> {
    const start = performance.now();
    const value = await work();
    return { value, tookMs: performance.now() - start };
  }

  private async rest(tookMs: number): Promise<void> {
    await delay(restAfter(tookMs, await this.board.read(), this.config.DISTRIBUTION_SHARE_PERCENT));
  }
}
