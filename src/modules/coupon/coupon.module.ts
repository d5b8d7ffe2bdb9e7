import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { NotifyModule } from '../notify';
import { ClaimCoupon } from './application/claims/claim-coupon';
import { CommitClaims } from './application/claims/commit-claims';
import { FollowBatchChanges } from './application/claims/follow-batch-changes';
import { HealGate } from './application/claims/heal-gate';
import { TermsCache } from './application/claims/terms-cache';
import { ExpireCoupons } from './application/expire-coupons';
import { FindCouponsToRemind } from './application/find-coupons-to-remind';
import { FindUsableCoupons } from './application/find-usable-coupons';
import { IssueCoupons } from './application/issue-coupons';
import { IssueToUsers } from './application/issue-to-users';
import { ListMyCoupons } from './application/list-my-coupons';
import { CarryOutOperation } from './application/operations/carry-out-operation';
import { PurgeOperations } from './application/operations/purge-operations';
import { RequestOperation } from './application/operations/request-operation';
import { RestoreCoupons } from './application/restore-coupons';
import { RevokeCoupons } from './application/revoke-coupons';
import { ShowCouponCentre } from './application/show-coupon-centre';
import { ClaimsController } from './http/claims.controller';
import { CouponCentreController } from './http/coupon-centre.controller';
import { IssuesController } from './http/issues.controller';
import { MyCouponsController } from './http/my-coupons.controller';
import { ClaimGate } from './infra/claim-gate';
import { ClaimLoadMeter } from './infra/claim-load-meter';
import { CountUnlimited } from './jobs/count-unlimited.handler';
import { CouponScans } from './jobs/coupon-scans';
import { RunOperation } from './jobs/run-operation.handler';

/** What other modules need of coupons: those that a purchase can use, that a refund restores, that end soon; how claims go. */
@Module({
  imports: [BatchModule, NotifyModule],
  providers: [FindUsableCoupons, FindCouponsToRemind, RestoreCoupons, ClaimLoadMeter],
  exports: [FindUsableCoupons, RestoreCoupons, ClaimLoadMeter],
})
export class CouponModule {}

const claiming = [TermsCache, ClaimGate, HealGate, CommitClaims, IssueToUsers, RevokeCoupons];

/** Coupons over HTTP. */
@Module({
  imports: [BatchModule, CouponModule],
  controllers: [ClaimsController, IssuesController, CouponCentreController, MyCouponsController],
  providers: [
    ...claiming,
    ClaimCoupon,
    IssueCoupons,
    RequestOperation,
    FollowBatchChanges,
    ShowCouponCentre,
    ListMyCoupons,
  ],
})
export class CouponHttpModule {}

/** Carries out jobs and due scans. */
@Module({
  imports: [CouponModule],
  providers: [
    ...claiming,
    CountUnlimited,
    CarryOutOperation,
    RunOperation,
    ExpireCoupons,
    PurgeOperations,
    CouponScans,
  ],
})
export class CouponWorkerModule {}
