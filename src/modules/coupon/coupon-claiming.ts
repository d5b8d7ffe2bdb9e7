import { CommitClaims } from './application/claims/commit-claims';
import { HealGate } from './application/claims/heal-gate';
import { TermsCache } from './application/claims/terms-cache';
import { IssueToUsers } from './application/issue-to-users';
import { RevokeCoupons } from './application/revoke-coupons';
import { ClaimGate } from './infra/claim-gate';

/** What gives out coupons and takes them back, by requests and by jobs alike. */
export const claiming = [TermsCache, ClaimGate, HealGate, CommitClaims, IssueToUsers, RevokeCoupons];
