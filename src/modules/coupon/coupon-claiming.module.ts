import { Module } from '@nestjs/common';
import { ClaimCoupon } from './application/claims/claim-coupon';
import { CommitClaims } from './application/claims/commit-claims';
import { HealGate } from './application/claims/heal-gate';
import { TermsCache } from './application/claims/terms-cache';
import { IssueToUsers } from './application/issue-to-users';
import { RevokeCoupons } from './application/revoke-coupons';
import { CouponModule } from './coupon.module';
import { ClaimGate } from './infra/claim-gate';

const claiming = [ClaimCoupon, TermsCache, ClaimGate, HealGate, CommitClaims, IssueToUsers, RevokeCoupons];

/** What gives out coupons and takes them back, by requests and by jobs alike: once in a process, so that all share their commits. */
@Module({ imports: [CouponModule], providers: claiming, exports: claiming })
export class CouponClaimingModule {}
