/** The module's only door: other modules import from here and from nowhere deeper. */

export { BATCH_CHANGED_CHANNEL, BatchChanges } from './application/batch-changes';
export type { BatchView, ClaimableBatchView } from './application/batch-view';
export { ChangeBudget } from './application/change-budget';
export { CreateBatch } from './application/create-batch';
export { findBatch, stateConflict } from './application/find-batch';
export { ListBatches } from './application/list-batches';
export { ListClaimableBatches } from './application/list-claimable-batches';
export {
  type BudgetShare,
  type BudgetShortage,
  readBudgetsLeft,
  releaseBudgets,
  reserveBudgets,
  reverseBudgets,
  spendBudgets,
} from './application/move-budgets';
export { PublishBatch } from './application/publish-batch';
export { ReadCouponTerms } from './application/read-coupon-terms';
export { BatchModule } from './batch.module';
export { BatchStatus, type BatchStatusName, STATUS_NAMES } from './domain/batch-status';
export {
  type Audience,
  type BatchTerms,
  type CodeMode,
  MAX_STOCK,
  type Validity,
  validityOf,
} from './domain/batch-terms';
export { DEFAULT_FUNDING, RESTORE_POLICIES, type RestorePolicy } from './domain/funding';
export { selectListedUsers } from './infra/audience-rows';
export { toRestorePolicy } from './infra/batch-rows';
export { selectBatchTerms } from './infra/batch-terms-rows';
export type { CouponTerms } from './infra/coupon-terms-rows';
export {
  addToUnlimited,
  type BatchStock,
  confirmTerms,
  renewVersion,
  reserveStock,
  returnStock,
  selectBatchStock,
  selectOpenBatchStock,
  takeReserved,
  takeStock,
} from './infra/stock-rows';
