import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { rootLogger } from '../../../platform/logging';
import { QueueModule } from '../../../platform/queue';
import { type ChunkJob, DistributionJobs } from '../application/distribution-jobs';

export const DISTRIBUTION_QUEUE = 'coupon.distribution';

/** A job names rows; what is to be done is read from MySQL. Without `chunkNo` the distribution itself is to be looked at. */
export interface DistributionJob {
  distributionId: string;
  chunkNo?: number;
  requeueAll?: boolean;
}

@Injectable()
export class DistributionQueue extends DistributionJobs {
  constructor(@InjectQueue(DISTRIBUTION_QUEUE) private readonly queue: Queue<DistributionJob>) {
    super();
  }

  requestAdvance(distributionId: string, { requeueAll }: { requeueAll?: boolean } = {}): void {
    this.queue
      .add('advance', { distributionId, requeueAll })
      .catch((error: Error) => rootLogger.debug({ distributionId, reason: error }, 'no job'));
  }

  async enqueueChunks(jobs: readonly ChunkJob[]): Promise<void> {
    if (jobs.length === 0) return;
    try {
      await this.queue.addBulk(
        jobs.map(({ distributionId, chunkNo, queued }) => ({
          name: 'chunk',
          data: { distributionId, chunkNo },
          opts: { jobId: `chunk-${distributionId}-${chunkNo}-${queued}` },
        })),
      );
    } catch (error) {
      rootLogger.warn({ reason: error }, 'the queue is away, chunks wait');
    }
  }
}

/** For the modules that put jobs on it or take them off. */
export const distributionQueue = QueueModule.forQueue(DISTRIBUTION_QUEUE);
export const distributionJobs = { provide: DistributionJobs, useClass: DistributionQueue };
