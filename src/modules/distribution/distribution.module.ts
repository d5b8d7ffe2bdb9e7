import { Module } from '@nestjs/common';
import { QueueModule } from '../../platform/queue';
import { BatchModule } from '../batch';
import { CouponModule } from '../coupon';
import { NotifyModule } from '../notify';
import { AdvanceDistribution } from './application/advance-distribution';
import { CloseDistribution } from './application/close-distribution';
import { CreateDistribution } from './application/create-distribution';
import { DistributionJobs } from './application/distribution-jobs';
import { IssueChunk } from './application/issue-chunk';
import { NotifyChunk } from './application/notify-chunk';
import { PaceChunks } from './application/pace-chunks';
import { PlanChunks } from './application/plan-chunks';
import { ReadDistributions } from './application/read-distributions';
import { RunChunkJob } from './application/run-chunk-job';
import { StartDistribution } from './application/start-distribution';
import { TransitionDistribution } from './application/transition-distribution';
import { DistributionsController } from './http/distributions.controller';
import { ProgressEvents } from './http/progress-events';
import { DistributionProcessor } from './jobs/distribution.processor';
import { DISTRIBUTION_QUEUE, DistributionQueue } from './jobs/distribution.queue';
import { DistributionScans } from './jobs/distribution-scans';
import { NotifyRecipients } from './jobs/notify-recipients.handler';

const queue = QueueModule.forQueue(DISTRIBUTION_QUEUE);
const jobs = { provide: DistributionJobs, useClass: DistributionQueue };

/** Distributions over HTTP. */
@Module({
  imports: [queue, BatchModule],
  controllers: [DistributionsController],
  providers: [jobs, CreateDistribution, TransitionDistribution, ReadDistributions, ProgressEvents],
})
export class DistributionHttpModule {}

/** Carries distributions out. */
@Module({
  imports: [queue, BatchModule, CouponModule, NotifyModule],
  providers: [
    jobs,
    PaceChunks,
    StartDistribution,
    PlanChunks,
    IssueChunk,
    RunChunkJob,
    CloseDistribution,
    AdvanceDistribution,
    DistributionProcessor,
    DistributionScans,
    NotifyChunk,
    NotifyRecipients,
  ],
})
export class DistributionWorkerModule {}

/** Commands have no queue: a worker's scan finds what they wrote. */
class NoJobs extends DistributionJobs {
  requestAdvance(): void {
    // Nobody to tell.
  }

  enqueueChunks(): Promise<void> {
    return Promise.resolve();
  }
}

/** What commands need of distributions. */
@Module({
  imports: [BatchModule],
  providers: [
    { provide: DistributionJobs, useClass: NoJobs },
    CreateDistribution,
    TransitionDistribution,
    ReadDistributions,
  ],
  exports: [CreateDistribution, TransitionDistribution, ReadDistributions],
})
export class DistributionModule {}
