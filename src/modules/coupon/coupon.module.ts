import { Module } from '@nestjs/common';
import { BatchModule, CouponTermsModule } from '../batch';
import { ReminderModule } from '../notify';
import { ClaimCoupon } from './application/claim-coupon';
import { CommitClaims } from './application/commit-claims';
import { DescribeReminders } from './application/describe-reminders';
import { ExpireCoupons } from './application/expire-coupons';
import { FollowBatchChanges } from './application/follow-batch-changes';
import { HealGate } from './application/heal-gate';
import { IssueCoupons } from './application/issue-coupons';
import { IssueToUsers } from './application/issue-to-users';
import { RequestOperation } from './application/request-operation';
import { RevokeCoupons } from './application/revoke-coupons';
import { ShowCouponCentre } from './application/show-coupon-centre';
import { TermsCache } from './application/terms-cache';
import { BatchesController } from './http/batches.controller';
import { ClaimsController } from './http/claims.controller';
import { IssuesController } from './http/issues.controller';
import { ClaimGate } from './infra/claim-gate';
import { ClaimLoadBoard } from './infra/distribution/claim-load';
import { CarryOutOperation } from './jobs/carry-out-operation';
import { CountUnlimited } from './jobs/count-unlimited';
import { CouponScans } from './jobs/coupon-scans';
import { ScanGates } from './jobs/scan-gates';

const claiming = [TermsCache, ClaimGate, ClaimLoadBoard, HealGate, CommitClaims, IssueToUsers, RevokeCoupons];

/** Serves HTTP. */
@Module({
  imports: [BatchModule],
  controllers: [ClaimsController, IssuesController, BatchesController],
  providers: [...claiming, ClaimCoupon, IssueCoupons, RequestOperation, FollowBatchChanges, ShowCouponCentre],
})
export class CouponHttpModule {}

/** What reminders of coupons say; for every process that sends them. */
@Module({ imports: [CouponTermsModule, ReminderModule], providers: [DescribeReminders] })
export class CouponRemindersModule {}

/** Carries out jobs and due scans. */
@Module({
  imports: [CouponRemindersModule],
  providers: [...claiming, CountUnlimited, CarryOutOperation, ScanGates, ExpireCoupons, CouponScans],
})
export class CouponWorkerModule {}
