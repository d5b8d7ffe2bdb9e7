export { type CouponWindow, FindUsableCoupons, type UsableCoupon } from './application/find-usable-coupons';
export { type CouponGiveBack, GiveBackCoupons } from './application/give-back-coupons';
export {
  type HeldCoupon,
  type HoldRefusal,
  holdCoupons,
  lockCoupons,
  lockCouponsAtCommit,
} from './application/lock-coupons';
export { releaseCoupons } from './application/release-coupons';
export { BatchAudienceModule } from './application/selection-terms';
export { useCoupons } from './application/use-coupons';
export { CouponHttpModule, CouponRemindersModule, CouponWorkerModule } from './coupon.module';
export { CouponUseModule, MyCouponsHttpModule } from './coupon-use.module';
export {
  DistributionCliModule,
  DistributionHttpModule,
  DistributionModule,
  DistributionWorkerModule,
} from './distribution.module';
export {
  COUPON_STATUS_NAMES,
  COUPON_TRANSITIONS,
  CouponOperating,
  CouponStatus,
} from './domain/coupon-states';
export { CouponChangeLost } from './infra/change-coupons';
export { CouponEntity } from './infra/coupon.entity';
export { CouponOptRecordEntity } from './infra/coupon-opt-record.entity';
export { DistributionEntity } from './infra/distribution/distribution.entity';
export { DistributionChunkEntity } from './infra/distribution/distribution-chunk.entity';
export { OperationEntity } from './infra/operation.entity';
