import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { ClaimCoupon } from './application/claim-coupon';
import { CommitClaims } from './application/commit-claims';
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
import { ScanGates } from './jobs/scan-gates';

const claiming = [TermsCache, ClaimGate, ClaimLoadBoard, HealGate, CommitClaims, IssueToUsers, RevokeCoupons];

/** Serves HTTP. */
@Module({
  imports: [BatchModule],
  controllers: [ClaimsController, IssuesController, BatchesController],
  providers: [...claiming, ClaimCoupon, IssueCoupons, RequestOperation, FollowBatchChanges, ShowCouponCentre],
})
export class CouponHttpModule {}

/** Carries out jobs and due scans. */
@Module({ providers: [...claiming, CountUnlimited, CarryOutOperation, ScanGates] })
export class CouponWorkerModule {}
