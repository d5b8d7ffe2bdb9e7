export { type BatchTerms, ReadBatchTerms } from './application/read-batch-terms';
export { BatchTermsModule } from './batch-terms.module';
export { BatchAudienceUserEntity } from './infra/batch-audience-user.entity';
export { BatchStockChangeEntity } from './infra/batch-stock-change.entity';
export { CouponBatchEntity } from './infra/coupon-batch.entity';
