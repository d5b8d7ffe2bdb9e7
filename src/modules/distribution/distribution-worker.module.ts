import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CodeModule } from '../code';
import { CouponModule } from '../coupon';
import { NotifyModule } from '../notify';
import { AdvanceDistribution } from './application/advance-distribution';
import { CloseDistribution } from './application/close-distribution';
import { IssueChunk } from './application/issue-chunk';
import { NotifyChunk } from './application/notify-chunk';
import { PaceChunks } from './application/pace-chunks';
import { PlanChunks } from './application/plan-chunks';
import { ReserveForChunks } from './application/reserve-for-chunks';
import { RunChunkJob } from './application/run-chunk-job';
import { SendChunkCodes } from './application/send-chunk-codes';
import { StartDistribution } from './application/start-distribution';
import { DistributionProcessor } from './jobs/distribution.processor';
import { distributionJobs, distributionQueue } from './jobs/distribution.queue';
import { DistributionScans } from './jobs/distribution-scans';
import { NotifyRecipients } from './jobs/notify-recipients.handler';

/** Carries distributions out. */
@Module({
  imports: [distributionQueue, BatchModule, CodeModule, CouponModule, NotifyModule],
  providers: [
    distributionJobs,
    PaceChunks,
    StartDistribution,
    PlanChunks,
    ReserveForChunks,
    SendChunkCodes,
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
