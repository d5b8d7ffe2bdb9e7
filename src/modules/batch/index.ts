export { type BatchStock, readBatchStock, readOpenBatchStock } from './application/read-batch-stock';
export { type BatchTerms, readBatchTerms } from './application/read-batch-terms';
export { BatchStatus } from './domain/batch-status';
export { BatchAudienceUserEntity } from './infra/batch-audience-user.entity';
export { BatchStockChangeEntity } from './infra/batch-stock-change.entity';
export { CouponBatchEntity } from './infra/coupon-batch.entity';
export const BATCH_CHANGED_CHANNEL = 'coupon:batch-changed';
