import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { ClaimCoupon } from './application/claim-coupon';
import { CommitClaims } from './application/commit-claims';
import { FollowBatchChanges } from './application/follow-batch-changes';
import { HealGate } from './application/heal-gate';
import { ShowCouponCentre } from './application/show-coupon-centre';
import { TermsCache } from './application/terms-cache';
import { BatchesController } from './http/batches.controller';
import { ClaimsController } from './http/claims.controller';
import { ClaimGate } from './infra/claim-gate';
import { CountUnlimited } from './jobs/count-unlimited';
import { ScanGates } from './jobs/scan-gates';

const claiming = [TermsCache, ClaimGate, HealGate, CommitClaims, ClaimCoupon];

/** Serves HTTP. */
@Module({
  imports: [BatchModule],
  controllers: [ClaimsController, BatchesController],
  providers: [...claiming, FollowBatchChanges, ShowCouponCentre],
})
export class CouponHttpModule {}

/** Carries out jobs and due scans. */
@Module({ providers: [...claiming, CountUnlimited, ScanGates] })
export class CouponWorkerModule {}
