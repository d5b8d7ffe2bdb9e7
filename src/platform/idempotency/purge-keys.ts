import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config';
import { Clock } from '../../shared/clock';
import { Database } from '../database';
import { deleteInPages, PeriodicTasks } from '../scheduling';

/** How long an answer is kept, at least. */
export const IDEMPOTENCY_RETENTION_MS = 48 * 60 * 60_000;

/** Deletes keys past their retention, in the worker. */
@Injectable()
export class PurgeKeys {
  constructor(
    tasks: PeriodicTasks,
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    tasks.add({
      name: 'idempotency key purge',
      intervalMs: config.PURGE_SECONDS * 1000,
      run: (isStopping) => this.execute(isStopping),
    });
  }

  /** Nothing while the time is in doubt. @param stopped asked between pages @returns how many */
  execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - IDEMPOTENCY_RETENTION_MS);
    return deleteInPages(this.clock, (limit) => this.deletePage(before, limit), stopped);
  }

  private async deletePage(before: Date, limit: number): Promise<number> {
    const { affectedRows } = await this.database.change(
      'DELETE FROM idempotency_key WHERE created_at < ? ORDER BY created_at LIMIT ?',
      [before, limit],
    );
    return affectedRows;
  }
}
