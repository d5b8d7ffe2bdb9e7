import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BatchChangesModule, CouponTermsModule } from '../batch';
import { AnnounceModule } from '../notify';
import { AdvanceDistribution } from './application/distribution/advance-distribution';
import { CarryOutChunk } from './application/distribution/carry-out-chunk';
import { CloseDistribution } from './application/distribution/close-distribution';
import { CreateDistribution } from './application/distribution/create-distribution';
import { DistributionJobs } from './application/distribution/distribution-jobs';
import { IssueChunk } from './application/distribution/issue-chunk';
import { MoveDistribution } from './application/distribution/move-distribution';
import { PaceChunks } from './application/distribution/pace-chunks';
import { PlanChunks } from './application/distribution/plan-chunks';
import { ReadDistributions } from './application/distribution/read-distributions';
import { StartDistribution } from './application/distribution/start-distribution';
import { DistributeCommand } from './cli/distribution/distribute.command';
import { DistributionsController } from './http/distribution/distributions.controller';
import { ProgressEvents } from './http/distribution/progress-events';
import { ClaimLoadBoard } from './infra/distribution/claim-load';
import { DistributionProcessor } from './jobs/distribution/distribution.processor';
import { DISTRIBUTION_QUEUE, DistributionQueue } from './jobs/distribution/distribution.queue';
import { ScanDistributions } from './jobs/distribution/scan-distributions';
import { TellHolders } from './jobs/distribution/tell-holders';

const queue = BullModule.registerQueue({ name: DISTRIBUTION_QUEUE });
const jobs = { provide: DistributionJobs, useClass: DistributionQueue };

/** Distributions over HTTP. */
@Module({
  imports: [queue, CouponTermsModule],
  controllers: [DistributionsController],
  providers: [jobs, CreateDistribution, MoveDistribution, ReadDistributions, ProgressEvents],
})
export class DistributionHttpModule {}

/** Carries distributions out. */
@Module({
  imports: [queue, BatchChangesModule, AnnounceModule],
  providers: [
    jobs,
    ClaimLoadBoard,
    PaceChunks,
    StartDistribution,
    PlanChunks,
    IssueChunk,
    CarryOutChunk,
    CloseDistribution,
    AdvanceDistribution,
    DistributionProcessor,
    ScanDistributions,
    TellHolders,
  ],
})
export class DistributionWorkerModule {}

/** Commands have no queue: a worker's scan finds what they wrote. */
class NoJobs extends DistributionJobs {
  wake(): void {
    // Nobody to tell.
  }

  carryOut(): Promise<void> {
    return Promise.resolve();
  }
}

/** What commands need of distributions. */
@Module({
  imports: [CouponTermsModule],
  providers: [
    { provide: DistributionJobs, useClass: NoJobs },
    CreateDistribution,
    MoveDistribution,
    ReadDistributions,
  ],
  exports: [CreateDistribution, MoveDistribution, ReadDistributions],
})
export class DistributionModule {}

/** Distributions as commands. */
@Module({ providers: [DistributeCommand] })
export class DistributionCliModule {}
