import { Module } from '@nestjs/common';
import { ReadBatchTerms } from './application/read-batch-terms';

/** What other rooms need of batches to price with their coupons. */
@Module({ providers: [ReadBatchTerms], exports: [ReadBatchTerms] })
export class BatchTermsModule {}
