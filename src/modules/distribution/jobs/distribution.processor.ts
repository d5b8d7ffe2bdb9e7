import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { CONFIG, type Config } from '../../../config/config';
import { AdvanceDistribution } from '../application/advance-distribution';
import { RunChunkJob } from '../application/run-chunk-job';
import { DISTRIBUTION_QUEUE, type DistributionJob } from './distribution.queue';

/** Jobs are short, so a worker that died is noticed soon. */
const LOCK_MS = 10_000;

/** Carries out chunks, as many at once as are configured. A job that runs twice, late, or for nothing changes nothing. */
@Processor(DISTRIBUTION_QUEUE, { lockDuration: LOCK_MS, stalledInterval: LOCK_MS })
export class DistributionProcessor extends WorkerHost implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly advance: AdvanceDistribution,
    private readonly runChunkJob: RunChunkJob,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.config.DISTRIBUTION_PARALLELISM;
  }

  process(job: Job<DistributionJob>): Promise<void> {
    const { distributionId, chunkNo, requeueAll } = job.data;
    if (chunkNo === undefined) return this.advance.execute(distributionId, requeueAll);
    return this.runChunkJob.execute({ distributionId, chunkNo });
  }
}
