export { CouponHttpModule, CouponWorkerModule } from './coupon.module';
export { CouponEntity } from './infra/coupon.entity';
export { CouponOptRecordEntity } from './infra/coupon-opt-record.entity';
export { OperationEntity } from './infra/operation.entity';
