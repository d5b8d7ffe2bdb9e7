import { Module } from '@nestjs/common';
import { CouponTermsModule } from '../batch';
import { FindUsableCoupons } from './application/find-usable-coupons';
import { GiveBackCoupons } from './application/give-back-coupons';
import { ListMyCoupons } from './application/list-my-coupons';
import { MyCouponsController } from './http/my-coupons.controller';

/** What orders need of a user's coupons. */
@Module({
  imports: [CouponTermsModule],
  providers: [FindUsableCoupons, GiveBackCoupons],
  exports: [FindUsableCoupons, GiveBackCoupons],
})
export class CouponUseModule {}

@Module({ imports: [CouponTermsModule], providers: [ListMyCoupons], controllers: [MyCouponsController] })
export class MyCouponsHttpModule {}
