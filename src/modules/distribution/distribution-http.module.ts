import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CreateDistribution } from './application/create-distribution';
import { ReadDistributions } from './application/read-distributions';
import { TransitionDistribution } from './application/transition-distribution';
import { DistributionsController } from './http/distributions.controller';
import { ProgressEvents } from './http/progress-events';
import { distributionJobs, distributionQueue } from './jobs/distribution.queue';

/** Distributions over HTTP. */
@Module({
  imports: [distributionQueue, BatchModule],
  controllers: [DistributionsController],
  providers: [
    distributionJobs,
    CreateDistribution,
    TransitionDistribution,
    ReadDistributions,
    ProgressEvents,
  ],
})
export class DistributionHttpModule {}
