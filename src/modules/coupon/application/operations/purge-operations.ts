import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { deleteInPages } from '../../../../platform/scheduling';
import { Clock } from '../../../../shared/clock';
import { DAY_MS } from '../../../../shared/day';
import { deleteOldOperations } from '../../infra/operation-rows';

/** Deletes operations that are done. What they did stays; a request that comes again has its key, which is kept for less long. */
@Injectable()
export class PurgeOperations {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those older than OPERATION_KEEP_DAYS; nothing while the time is in doubt. @returns how many */
  execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.OPERATION_KEEP_DAYS * DAY_MS);
    return deleteInPages(
      this.clock,
      (limit) => deleteOldOperations(this.database, { before, limit }),
      stopped,
    );
  }
}
