import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { deleteInPages } from '../../../../platform/scheduling';
import { Clock } from '../../../../shared/clock';
import { DAY_MS } from '../../../../shared/day';
import { deleteOldRejects } from '../../infra/import-rows';

/** Deletes lines that imports have left out: they hold personal data of people who may not even be users. Counts stay. */
@Injectable()
export class PurgeRejects {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those older than IMPORT_REJECT_KEEP_DAYS; nothing while the time is in doubt. @returns how many */
  execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.IMPORT_REJECT_KEEP_DAYS * DAY_MS);
    return deleteInPages(this.clock, (limit) => deleteOldRejects(this.database, { before, limit }), stopped);
  }
}
