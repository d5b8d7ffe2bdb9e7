import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../platform/paging';
import { type BatchStatus, type BatchStatusName, STATUS_NAMES } from '../domain/batch-status';
import { selectBatches } from '../infra/batch-lists';
import { type BatchView, toBatchView } from './batch-view';
import { findBatch } from './find-batch';

/** What a merchant has, for the platform what everyone has. */
@Injectable()
export class ListBatches {
  constructor(private readonly database: Database) {}

  /**
   * Newest id first.
   * @throws AppError INVALID_CURSOR
   */
  async execute(
    caller: Principal,
    { limit, cursor, status }: { limit: number; cursor?: string; status?: BatchStatusName },
  ): Promise<Page<BatchView>> {
    const rows = await selectBatches(this.database, {
      merchantId: caller.merchantId,
      status: status && (STATUS_NAMES.indexOf(status) as BatchStatus),
      before: readIdCursor(cursor),
      limit: limit + 1,
    });
    return toPage(rows, limit, (batch) => [batch.batchId], toBatchView);
  }

  /** @throws AppError BATCH_NOT_FOUND */
  async one(caller: Principal, batchId: string): Promise<BatchView> {
    return toBatchView(await findBatch(this.database, caller, batchId));
  }
}
