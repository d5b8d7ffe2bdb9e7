export { BatchAudienceUserEntity } from './infra/batch-audience-user.entity';
export { BatchStockChangeEntity } from './infra/batch-stock-change.entity';
export { CouponBatchEntity } from './infra/coupon-batch.entity';
