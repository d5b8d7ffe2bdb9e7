import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CodeModule } from '../code';
import { CheckSentCodes } from './application/check-sent-codes';
import { CreateDistribution } from './application/create-distribution';
import { ReadDistributions } from './application/read-distributions';
import { TransitionDistribution } from './application/transition-distribution';
import { DistributionsController } from './http/distributions.controller';
import { ProgressEvents } from './http/progress-events';
import { distributionJobs, distributionQueue } from './jobs/distribution.queue';

/** Distributions over HTTP. */
@Module({
  imports: [distributionQueue, BatchModule, CodeModule],
  controllers: [DistributionsController],
  providers: [
    distributionJobs,
    CheckSentCodes,
    CreateDistribution,
    TransitionDistribution,
    ReadDistributions,
    ProgressEvents,
  ],
})
export class DistributionHttpModule {}
