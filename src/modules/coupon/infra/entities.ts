import { CodeUseEntity } from './code-use.entity';
import { CouponEntity } from './coupon.entity';
import { CouponOptRecordEntity } from './coupon-opt-record.entity';
import { OperationEntity } from './operation.entity';

/** Every table of this module, for the schema. */
export const couponEntities = [CodeUseEntity, CouponEntity, CouponOptRecordEntity, OperationEntity];
