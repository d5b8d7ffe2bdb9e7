import { migrations } from '../migrations';
import { BatchAudienceUserEntity, BatchStockChangeEntity, CouponBatchEntity } from './modules/batch';
import { CouponEntity, CouponOptRecordEntity } from './modules/coupon';
import { RuleEntity } from './modules/rule';
import { AuditLogEntity } from './platform/audit';
import { IdSequenceEntity, type Schema } from './platform/database';
import { IdempotencyKeyEntity } from './platform/idempotency';

/** The whole schema: every room's entities, and the migrations that make their tables. */
export const schema: Schema = {
  entities: [
    IdSequenceEntity,
    IdempotencyKeyEntity,
    AuditLogEntity,
    RuleEntity,
    CouponBatchEntity,
    BatchStockChangeEntity,
    BatchAudienceUserEntity,
    CouponEntity,
    CouponOptRecordEntity,
  ],
  migrations,
};
