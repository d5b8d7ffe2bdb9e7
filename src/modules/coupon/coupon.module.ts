import { Module } from '@nestjs/common';
import { ClaimCoupon } from './application/claim-coupon';
import { CommitClaims } from './application/commit-claims';
import { FollowBatchChanges } from './application/follow-batch-changes';
import { HealGate } from './application/heal-gate';
import { TermsCache } from './application/terms-cache';
import { ClaimsController } from './http/claims.controller';
import { ClaimGate } from './infra/claim-gate';
import { CountUnlimited } from './jobs/count-unlimited';
import { ScanGates } from './jobs/scan-gates';

const claiming = [TermsCache, ClaimGate, HealGate, CommitClaims, ClaimCoupon];

/** Serves HTTP. */
@Module({
  controllers: [ClaimsController],
  providers: [...claiming, FollowBatchChanges],
  exports: [ClaimCoupon],
})
export class CouponHttpModule {}

/** Carries out jobs and due scans. */
@Module({ providers: [...claiming, CountUnlimited, ScanGates] })
export class CouponWorkerModule {}
