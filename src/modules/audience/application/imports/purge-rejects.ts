import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { DAY_MS } from '../../../../shared/day';
import { deleteOldRejects } from '../../infra/import-rows';

const PAGE = 500;
/** Rest after each page, in times of what it took. */
const REST = 3;

/** Deletes rows that imports have left out IMPORT_REJECT_KEEP_DAYS ago: they are personal data as it came. */
@Injectable()
export class PurgeRejects {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** In small pages, with a longer rest after each. @param stopped asked between pages @returns how many rows */
  async execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.IMPORT_REJECT_KEEP_DAYS * DAY_MS);
    let deleted = 0;
    for (let rows = PAGE; rows === PAGE && !stopped(); deleted += rows) {
      const startedAt = performance.now();
      rows = await this.database.transaction((tx) => deleteOldRejects(tx, { before, limit: PAGE }));
      await new Promise((resolve) => setTimeout(resolve, REST * (performance.now() - startedAt)));
    }
    return deleted;
  }
}
