import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { FollowBatchChanges } from './application/claims/follow-batch-changes';
import { IssueCoupons } from './application/issue-coupons';
import { ListMyCoupons } from './application/list-my-coupons';
import { RequestOperation } from './application/operations/request-operation';
import { ShowCouponCentre } from './application/show-coupon-centre';
import { CouponModule } from './coupon.module';
import { CouponClaimingModule } from './coupon-claiming.module';
import { ClaimsController } from './http/claims.controller';
import { CouponCentreController } from './http/coupon-centre.controller';
import { IssuesController } from './http/issues.controller';
import { MyCouponsController } from './http/my-coupons.controller';

/** Coupons over HTTP. */
@Module({
  imports: [BatchModule, CouponModule, CouponClaimingModule],
  controllers: [ClaimsController, IssuesController, CouponCentreController, MyCouponsController],
  providers: [IssueCoupons, RequestOperation, FollowBatchChanges, ShowCouponCentre, ListMyCoupons],
})
export class CouponHttpModule {}
