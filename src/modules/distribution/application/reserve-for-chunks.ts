import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { BatchChanges, BatchStatus, reserveStock, selectBatchTerms } from '../../batch';
import { MakeSentCodes } from '../../code';
import { codesToMake, SerialStock } from '../domain/chunk-stock';
import { DistributionStatus } from '../domain/distribution-status';
import { selectPending } from '../infra/chunk-rows';
import { addReserved, setSerials } from '../infra/distribution-changes';
import { lockDistribution } from '../infra/distribution-rows';

/** What a distribution gives away: it has reserved too little of it. */
export interface Shortage {
  distributionId: string;
  batchId: string;
  /** Coupons or codes that it needs at once. */
  missing: number;
}

/**
 * `later`: another worker is at the distribution, and goes on with it; or the batch is paused, and nobody knows whether its stock is
 * gone: a scan asks again.
 */
export type Reserved = 'some' | 'none' | 'later';

/** Gives running distributions what their next chunks need: stock of their batch, or codes to send. */
@Injectable()
export class ReserveForChunks {
  constructor(
    private readonly database: Database,
    private readonly changes: BatchChanges,
    private readonly makeCodes: MakeSentCodes,
  ) {}

  /** The audience turned out larger than it was counted, or coupons were returned: takes what the batch has. */
  async stock({ distributionId, batchId, missing }: Shortage): Promise<Reserved> {
    const reserved = await this.database.transaction(async (tx): Promise<Reserved> => {
      if (!(await lockDistribution(tx, distributionId, DistributionStatus.Running))) return 'later';
      const count = await reserveStock(tx, batchId, missing);
      if (count === null) {
        const terms = await selectBatchTerms(tx, batchId);
        return terms?.status === BatchStatus.Ended ? 'none' : 'later';
      }
      if (count > 0) await addReserved(tx, distributionId, count);
      return count > 0 ? 'some' : 'none';
    });
    if (reserved === 'some') await this.changes.changed(batchId);
    return reserved;
  }

  /**
   * Makes codes: at its start as many as the audience has users, later for those who came since.
   * @throws AppError CODE_KEY_MISSING, BUSY
   */
  async codes({ distributionId, batchId, missing }: Shortage): Promise<Reserved> {
    return this.database.transaction(async (tx): Promise<Reserved> => {
      const distribution = await lockDistribution(tx, distributionId, DistributionStatus.Running);
      if (!distribution) return 'later';
      // Another worker has made some since the shortage was found.
      if (new SerialStock(distribution).take(1).quota > 0) return 'some';
      const waiting = (await selectPending(tx, distributionId)).reduce((sum, { users }) => sum + users, 0);
      const wanted = codesToMake(distribution, { waiting, missing });
      const serials = await this.makeCodes.execute(tx, { batchId, distributionId, wanted });
      if (serials) await setSerials(tx, distributionId, serials);
      faultPoint('code.make:before-commit');
      return serials ? 'some' : 'none';
    });
  }
}
