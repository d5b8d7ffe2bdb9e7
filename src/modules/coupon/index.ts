export { CouponEntity } from './infra/coupon.entity';
export { CouponOptRecordEntity } from './infra/coupon-opt-record.entity';
