import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { NotifyModule } from '../notify';
import { FindCouponsToRemind } from './application/find-coupons-to-remind';
import { FindUsableCoupons } from './application/find-usable-coupons';
import { RestoreCoupons } from './application/restore-coupons';
import { ClaimLoadMeter } from './infra/claim-load-meter';

/** What other modules need of coupons: those that a purchase can use, that a refund restores, that end soon; how claims go. */
@Module({
  imports: [BatchModule, NotifyModule],
  providers: [FindUsableCoupons, FindCouponsToRemind, RestoreCoupons, ClaimLoadMeter],
  exports: [FindUsableCoupons, RestoreCoupons, ClaimLoadMeter],
})
export class CouponModule {}
