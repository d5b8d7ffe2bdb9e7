import { migrations } from '../migrations';
import { audienceEntities } from './modules/audience';
import {
  BatchAudienceUserEntity,
  BatchStockChangeEntity,
  CouponBatchBudgetEntity,
  CouponBatchEntity,
} from './modules/batch';
import {
  CouponEntity,
  CouponOptRecordEntity,
  DistributionChunkEntity,
  DistributionEntity,
  OperationEntity,
} from './modules/coupon';
import { notifyEntities } from './modules/notify';
import { orderEntities } from './modules/order';
import { RuleEntity } from './modules/rule';
import { AuditLogEntity } from './platform/audit';
import { IdSequenceEntity, type Schema } from './platform/database';
import { IdempotencyKeyEntity } from './platform/idempotency';
import { OutboxEntity } from './platform/outbox';

/** The whole schema: every room's entities, and the migrations that make their tables. */
export const schema: Schema = {
  entities: [
    IdSequenceEntity,
    IdempotencyKeyEntity,
    AuditLogEntity,
    OutboxEntity,
    RuleEntity,
    CouponBatchEntity,
    CouponBatchBudgetEntity,
    BatchStockChangeEntity,
    BatchAudienceUserEntity,
    CouponEntity,
    CouponOptRecordEntity,
    OperationEntity,
    DistributionEntity,
    DistributionChunkEntity,
    ...notifyEntities,
    ...audienceEntities,
    ...orderEntities,
  ],
  migrations,
};
