import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import { DAY_MS } from '../../../shared/day';
import { DeliveryStatus, deleteOldDeliveries } from '../infra/delivery-rows';
import { deleteOldInbox } from '../infra/inbox-rows';

const PAGE = 500;
/** Rest after each page, in times of what it took. */
const REST = 3;

/** Deletes what is older than INBOX_KEEP_DAYS: inbox rows, and deliveries that are settled. Contents stay. */
@Injectable()
export class PurgeMessages {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** In small pages, with a longer rest after each. @param stopped asked between pages @returns how many rows */
  async execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.INBOX_KEEP_DAYS * DAY_MS);
    const settled = [DeliveryStatus.Sent, DeliveryStatus.Dead, DeliveryStatus.NotNeeded];
    const deletions = [
      () => this.database.transaction((tx) => deleteOldInbox(tx, { before, limit: PAGE })),
      ...settled.map(
        (status) => () =>
          this.database.transaction((tx) => deleteOldDeliveries(tx, { status, before, limit: PAGE })),
      ),
    ];
    let deleted = 0;
    for (const deletePage of deletions) {
      for (let rows = PAGE; rows === PAGE && !stopped(); deleted += rows) {
        const startedAt = performance.now();
        rows = await deletePage();
        await new Promise((resolve) => setTimeout(resolve, REST * (performance.now() - startedAt)));
      }
    }
    return deleted;
  }
}
