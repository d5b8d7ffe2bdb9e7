import { Module } from '@nestjs/common';
import { ExpireCoupons } from './application/expire-coupons';
import { CarryOutOperation } from './application/operations/carry-out-operation';
import { PurgeOperations } from './application/operations/purge-operations';
import { CouponModule } from './coupon.module';
import { CouponClaimingModule } from './coupon-claiming.module';
import { CountUnlimited } from './jobs/count-unlimited.handler';
import { CouponScans } from './jobs/coupon-scans';
import { RunOperation } from './jobs/run-operation.handler';

/** Carries out jobs and due scans. */
@Module({
  imports: [CouponModule, CouponClaimingModule],
  providers: [CountUnlimited, CarryOutOperation, RunOperation, ExpireCoupons, PurgeOperations, CouponScans],
})
export class CouponWorkerModule {}
