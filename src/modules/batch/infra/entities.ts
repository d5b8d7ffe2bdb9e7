import { BatchAudienceUserEntity } from './batch-audience-user.entity';
import { BatchStockChangeEntity } from './batch-stock-change.entity';
import { CouponBatchEntity } from './coupon-batch.entity';
import { CouponBatchBudgetEntity } from './coupon-batch-budget.entity';

/** Every table of this module, for the schema. */
export const batchEntities = [
  CouponBatchEntity,
  CouponBatchBudgetEntity,
  BatchStockChangeEntity,
  BatchAudienceUserEntity,
];
