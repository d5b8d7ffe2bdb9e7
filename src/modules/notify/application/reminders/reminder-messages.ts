import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { BoundedMap } from '../../../../shared/bounded-map';
import { ReadCouponTerms } from '../../../batch';
import { REMINDER_DEFAULT_LOCALE, reminderTexts } from '../../domain/reminder-texts';
import { selectBySource } from '../../infra/message-rows';
import { OpenMessage } from '../open-message';

/** Batches remembered by a process at least; twice as many at most. */
const CACHE_SIZE = 5_000;

const sourceKeyOf = (batchId: string) => `reminder:${batchId}`;

/** The message of a batch's reminders: one, with its texts, however many users it reminds. */
@Injectable()
export class ReminderMessages {
  private readonly known = new BoundedMap<string, string>(CACHE_SIZE);

  constructor(
    private readonly database: Database,
    private readonly openMessage: OpenMessage,
    private readonly couponTerms: ReadCouponTerms,
  ) {}

  /** @returns message ids by batch, of those that {@link prepare} has met */
  of(batchIds: readonly string[]): Map<string, string> {
    return new Map(
      batchIds.flatMap((batchId) => {
        const messageId = this.known.get(batchId);
        return messageId === undefined ? [] : [[batchId, messageId] as const];
      }),
    );
  }

  /** Finds or makes the messages of these batches, in transactions of their own; those that don't exist get none. */
  async prepare(batchIds: readonly string[]): Promise<void> {
    const existing = await selectBySource(this.database, batchIds.map(sourceKeyOf));
    const unmade = batchIds.filter((batchId) => !existing.has(sourceKeyOf(batchId)));
    if (unmade.length > 0) {
      const subjects = await this.couponTerms.execute(this.database, unmade);
      for (const [batchId, { couponName, merchantId }] of subjects) {
        existing.set(sourceKeyOf(batchId), await this.make(batchId, couponName, merchantId));
      }
    }
    for (const batchId of batchIds) {
      const messageId = existing.get(sourceKeyOf(batchId));
      if (messageId !== undefined) this.known.set(batchId, messageId);
    }
  }

  private make(batchId: string, couponName: string, merchantId: string | null): Promise<string> {
    return this.openMessage.execute({
      sourceKey: sourceKeyOf(batchId),
      merchantId,
      codeBatchId: null,
      defaultLocale: REMINDER_DEFAULT_LOCALE,
      texts: reminderTexts(couponName),
    });
  }
}
