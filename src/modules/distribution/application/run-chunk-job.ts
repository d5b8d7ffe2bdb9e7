import { Injectable } from '@nestjs/common';
import { Database, isConnectionLost } from '../../../platform/database';
import { reasonOf, rootLogger } from '../../../platform/logging';
import { AppError } from '../../../shared/errors';
import { recordFailure } from '../infra/chunk-rows';
import type { ChunkJob } from './distribution-jobs';
import { IssueChunk } from './issue-chunk';
import { PaceChunks } from './pace-chunks';
import { PlanChunks } from './plan-chunks';

/** What a worker does with the job of a chunk: its turn, the chunk, and a look at what comes next. */
@Injectable()
export class RunChunkJob {
  constructor(
    private readonly database: Database,
    private readonly pace: PaceChunks,
    private readonly issueChunk: IssueChunk,
    private readonly planChunks: PlanChunks,
  ) {}

  /** @throws what the chunk failed with, so that the job comes again */
  async execute({ distributionId, chunkNo }: Pick<ChunkJob, 'distributionId' | 'chunkNo'>): Promise<void> {
    try {
      await this.pace.run(() => this.issueChunk.execute(distributionId, chunkNo));
    } catch (error) {
      // A server that is away or busy is no fault of the chunk.
      if (error instanceof AppError || isConnectionLost(error)) throw error;
      rootLogger.warn({ distributionId, chunkNo, err: error }, 'a chunk of a distribution failed');
      await recordFailure(this.database, { distributionId, chunkNo }, reasonOf(error));
      throw error;
    }
    await this.planChunks.execute(distributionId);
  }
}
