/** The module's only door: other modules import from here and from nowhere deeper. */

export { ClaimCoupon } from './application/claims/claim-coupon';
export { type ClaimedCouponView, toCouponView } from './application/coupon-view';
export { FindUsableCoupons, type UsableCoupon } from './application/find-usable-coupons';
export {
  type LockedCoupon,
  type LockRefusal,
  lockCouponRows,
  lockCoupons,
  lockCouponsAtCommit,
} from './application/lock-coupons';
export { COUPON_ISSUED, couponTopics, type IssuedChunk } from './application/outbox-topics';
export { releaseCoupons } from './application/release-coupons';
export { type CouponRestore, RestoreCoupons } from './application/restore-coupons';
export { useCoupons } from './application/use-coupons';
export { CouponModule } from './coupon.module';
export { CouponClaimingModule } from './coupon-claiming.module';
export {
  type ClaimOutcome,
  CodeOutdated,
  type CodeUse,
  CouponSource,
  type IssuedCoupon,
  refusalByTerms,
} from './domain/claim';
export {
  COUPON_STATUS_NAMES,
  COUPON_TRANSITIONS,
  CouponOperating,
  CouponStatus,
  type CouponStatusName,
} from './domain/coupon-states';
export { CouponChangeLost } from './infra/change-coupons';
export {
  type ChunkCoupons,
  insertChunkCoupons,
  oneCouponEach,
  readBlock,
  readHolder,
  readHolders,
} from './infra/chunk-coupons';
export { type ClaimLoad, ClaimLoadMeter } from './infra/claim-load-meter';
export {
  countCodeUses,
  insertCodeRevocation,
  type StoredCodeUse,
  selectCodeCoupon,
  selectCodeUses,
} from './infra/code-use-rows';
export type { CouponWindow } from './infra/coupon-rows';
export { COUPON_IDS } from './infra/id-sequences';
