import { Module } from '@nestjs/common';
import { RedisModule } from '../../platform/redis';
import { AddAudienceUsers } from './application/add-audience-users';
import { BatchChanges } from './application/batch-changes';
import { ChangeBatch } from './application/change-batch';
import { ChangeBudget } from './application/change-budget';
import { ChangeStock } from './application/change-stock';
import { CreateBatch } from './application/create-batch';
import { ExtendBatch } from './application/extend-batch';
import { ListBatches } from './application/list-batches';
import { ListClaimableBatches } from './application/list-claimable-batches';
import { PublishBatch } from './application/publish-batch';
import { ReadCouponTerms } from './application/read-coupon-terms';
import { TransitionBatch } from './application/transition-batch';
import { RedisBatchChanges } from './infra/redis-batch-changes';

const actions = [
  CreateBatch,
  ChangeBatch,
  PublishBatch,
  TransitionBatch,
  ChangeBudget,
  ChangeStock,
  ExtendBatch,
  AddAudienceUsers,
  ListBatches,
  ListClaimableBatches,
  ReadCouponTerms,
];

/** Batches: what every process can do with them. */
@Module({
  imports: [RedisModule],
  providers: [...actions, { provide: BatchChanges, useClass: RedisBatchChanges }],
  exports: [...actions, BatchChanges],
})
export class BatchModule {}
