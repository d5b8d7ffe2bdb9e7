import type { Selection } from '../../audience';
import { type BatchStatusName, STATUS_NAMES } from '../domain/batch-status';
import type { Audience, CodeMode } from '../domain/batch-terms';
import { merchantShareOf, type RestorePolicyName } from '../domain/funding';
import type { ClaimableBatch } from '../infra/batch-lists';
import type { StoredBatch, StoredBudget } from '../infra/batch-rows';

/** When coupons can be got and used. */
export interface BatchWindowsView {
  claimFrom: string;
  claimUntil: string;
  validFrom: string | null;
  validUntil: string | null;
  validDays: number | null;
}

/** A batch as its merchant sees it: an explicit whitelist, with the customer's names. */
export interface BatchView extends BatchWindowsView {
  batchId: string;
  merchantId: string | null;
  couponName: string;
  ruleId: string;
  status: BatchStatusName;
  version: number;
  totalCount: number | null;
  reservedCount: number;
  assignCount: number;
  perUserLimit: number;
  audience: Audience;
  /** Whom it is for, where the audience is `selected`. */
  selection: Selection | null;
  codeMode: CodeMode;
  remindDays: number[];
  /** The merchant's part of what its coupons give away, in basis points. */
  merchantShareBp: number;
  restore: RestorePolicyName;
  restoreDays: number | null;
  budget: BudgetView | null;
  createdAt: string;
  updatedAt: string;
  publishedAt: string | null;
  endedAt: string | null;
}

/** Minor units of `currency`. */
export interface BudgetView {
  currency: string;
  totalMinor: number;
  /** Of orders that wait for payment. */
  reservedMinor: number;
  /** Of paid orders, less what was refunded. */
  spentMinor: number;
  leftMinor: number;
}

/** A batch in the coupon centre: what users may know of it. */
export interface ClaimableBatchView extends BatchWindowsView {
  batchId: string;
  merchantId: string | null;
  couponName: string;
  ruleId: string;
  ruleName: string;
  type: number;
  currency: string;
  ruleContent: object;
  perUserLimit: number;
}

function windows({ claimFrom, claimUntil, validity }: StoredBatch): BatchWindowsView {
  const window = validity.kind === 'fixed' ? validity : undefined;
  return {
    claimFrom: claimFrom.toISOString(),
    claimUntil: claimUntil.toISOString(),
    validFrom: window?.from.toISOString() ?? null,
    validUntil: window?.until.toISOString() ?? null,
    validDays: validity.kind === 'days' ? validity.days : null,
  };
}

export function toBatchView(batch: StoredBatch): BatchView {
  const { budget } = batch;
  const { restore } = batch.funding;
  return {
    batchId: batch.batchId,
    merchantId: batch.merchantId,
    couponName: batch.couponName,
    ruleId: batch.ruleId,
    status: STATUS_NAMES[batch.status],
    version: batch.version,
    totalCount: batch.totalCount,
    reservedCount: batch.reservedCount,
    assignCount: batch.assignCount,
    perUserLimit: batch.perUserLimit,
    audience: batch.audience,
    selection: batch.selection?.asked ?? null,
    codeMode: batch.codeMode,
    ...windows(batch),
    remindDays: [...batch.remindDays],
    merchantShareBp: merchantShareOf(batch.merchantId, batch.funding),
    restore: restore.policy,
    restoreDays: restore.policy === 'extended' ? restore.days : null,
    budget: budget && toBudgetView(budget),
    createdAt: batch.createdAt.toISOString(),
    updatedAt: batch.updatedAt.toISOString(),
    publishedAt: batch.publishedAt?.toISOString() ?? null,
    endedAt: batch.endedAt?.toISOString() ?? null,
  };
}

export function toBudgetView({ currency, totalMinor, reservedMinor, spentMinor }: StoredBudget): BudgetView {
  const leftMinor = totalMinor - reservedMinor - spentMinor;
  return { currency, totalMinor, reservedMinor, spentMinor, leftMinor };
}

export function toClaimableBatchView(batch: ClaimableBatch): ClaimableBatchView {
  return {
    batchId: batch.batchId,
    merchantId: batch.merchantId,
    couponName: batch.couponName,
    ruleId: batch.ruleId,
    ruleName: batch.rule.name,
    type: batch.rule.type,
    currency: batch.rule.currency,
    ruleContent: batch.rule.ruleContent,
    perUserLimit: batch.perUserLimit,
    ...windows(batch),
  };
}
