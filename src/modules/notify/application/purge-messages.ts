import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { Database } from '../../../platform/database';
import { deleteInPages } from '../../../platform/scheduling';
import { Clock } from '../../../shared/clock';
import { DAY_MS } from '../../../shared/day';
import { DeliveryStatus, deleteOldDeliveries } from '../infra/delivery-rows';
import { deleteOldInbox } from '../infra/inbox-rows';

/** Deletes what is older than INBOX_KEEP_DAYS: inbox rows, and deliveries that are settled. Contents stay. */
@Injectable()
export class PurgeMessages {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Nothing while the time is in doubt. @param stopped asked between pages @returns how many rows */
  async execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.INBOX_KEEP_DAYS * DAY_MS);
    const settled = [DeliveryStatus.Sent, DeliveryStatus.Dead, DeliveryStatus.NotNeeded];
    const deletions = [
      (limit: number) => this.database.transaction((tx) => deleteOldInbox(tx, { before, limit })),
      ...settled.map(
        (status) => (limit: number) =>
          this.database.transaction((tx) => deleteOldDeliveries(tx, { status, before, limit })),
      ),
    ];
    let deleted = 0;
    for (const deletePage of deletions) {
      deleted += await deleteInPages(this.clock, deletePage, stopped);
    }
    return deleted;
  }
}
