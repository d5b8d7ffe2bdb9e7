import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CodeModule } from '../code';
import { CheckSentCodes } from './application/check-sent-codes';
import { CreateDistribution } from './application/create-distribution';
import { DistributionJobs } from './application/distribution-jobs';
import { ReadDistributions } from './application/read-distributions';
import { TransitionDistribution } from './application/transition-distribution';

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
  imports: [BatchModule, CodeModule],
  providers: [
    { provide: DistributionJobs, useClass: NoJobs },
    CheckSentCodes,
    CreateDistribution,
    TransitionDistribution,
    ReadDistributions,
  ],
  exports: [CreateDistribution, TransitionDistribution, ReadDistributions],
})
export class DistributionModule {}
