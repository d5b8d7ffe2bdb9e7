import { parseJson, type SqlReader, type SqlValue, type Tx } from '../../../platform/database';
import type { BatchStatus } from '../domain/batch-status';
import { AUDIENCES, type BatchDraft, CODE_MODES, type Validity } from '../domain/batch-terms';
import { RESTORE_POLICIES, type RestorePolicy } from '../domain/funding';
import { replaceBudget } from './budget-rows';

/** A batch as stored. Counts are numbers of coupons. */
export interface StoredBatch extends BatchDraft {
  readonly batchId: string;
  /** null: a batch of the platform. */
  readonly merchantId: string | null;
  readonly status: BatchStatus;
  readonly version: number;
  readonly reservedCount: number;
  readonly assignCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly publishedAt: Date | null;
  readonly endedAt: Date | null;
  /** null: no limit. */
  readonly budget: StoredBudget | null;
}

/** Minor units of `currency`; what is left is total − reserved − spent. */
export interface StoredBudget {
  readonly currency: string;
  readonly totalMinor: number;
  readonly reservedMinor: number;
  readonly spentMinor: number;
}

/** `validity_type`: a fixed window, or a number of days. */
const FIXED = 0;
const DAYS = 1;

/** Where {@link BATCH_COLUMNS} come from: a batch `b` with its budget `g`, if it has one. */
export const BATCH_TABLES = 'coupon_batch b LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id';

/** Columns of {@link BATCH_TABLES} as {@link toBatch} reads them. */
export const BATCH_COLUMNS = `
  b.batch_id AS batchId, b.merchant_id AS merchantId, b.coupon_name AS couponName, b.rule_id AS ruleId,
  b.total_count AS totalCount, b.reserved_count AS reservedCount, b.assign_count AS assignCount,
  b.per_user_limit AS perUserLimit, b.audience_type AS audienceType, b.audience_selection AS audienceSelection, b.code_mode AS codeMode, b.claim_from AS claimFrom,
  b.claim_until AS claimUntil, b.validity_type AS validityType, b.valid_from AS validFrom,
  b.valid_until AS validUntil, b.valid_days AS validDays, b.status, b.version, b.remind_days AS remindDays,
  b.created_at AS createdAt, b.updated_at AS updatedAt, b.published_at AS publishedAt, b.ended_at AS endedAt,
  b.merchant_share_bp AS merchantShareBp, b.restore_policy AS restore, b.restore_days AS restoreDays,
  g.currency AS budgetCurrency, g.total_minor AS budgetMinor, g.reserved_minor AS budgetReservedMinor,
  g.spent_minor AS budgetSpentMinor`;

export interface BatchRow {
  batchId: string;
  merchantId: string | null;
  couponName: string;
  ruleId: string;
  totalCount: string | null;
  reservedCount: string;
  assignCount: string;
  perUserLimit: number;
  audienceType: number;
  audienceSelection: unknown;
  codeMode: number;
  claimFrom: Date;
  claimUntil: Date;
  validityType: number;
  validFrom: Date | null;
  validUntil: Date | null;
  validDays: number | null;
  status: BatchStatus;
  version: number;
  remindDays: unknown;
  createdAt: Date;
  updatedAt: Date;
  publishedAt: Date | null;
  endedAt: Date | null;
  merchantShareBp: number | null;
  restore: number;
  restoreDays: number | null;
  budgetCurrency: string | null;
  budgetMinor: string | null;
  budgetReservedMinor: string | null;
  budgetSpentMinor: string | null;
}

export function toBatch(row: BatchRow): StoredBatch {
  return {
    batchId: row.batchId,
    merchantId: row.merchantId,
    couponName: row.couponName,
    ruleId: row.ruleId,
    totalCount: row.totalCount === null ? null : Number(row.totalCount),
    reservedCount: Number(row.reservedCount),
    assignCount: Number(row.assignCount),
    perUserLimit: row.perUserLimit,
    audience: AUDIENCES[row.audienceType]!,
    selection: row.audienceSelection === null ? null : parseJson(row.audienceSelection),
    codeMode: CODE_MODES[row.codeMode]!,
    claimFrom: row.claimFrom,
    claimUntil: row.claimUntil,
    validity: toValidity(row),
    status: row.status,
    version: row.version,
    remindDays: parseJson<number[]>(row.remindDays),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    publishedAt: row.publishedAt,
    endedAt: row.endedAt,
    funding: {
      budgetMinor: row.budgetMinor === null ? null : Number(row.budgetMinor),
      merchantShareBp: row.merchantShareBp,
      restore: toRestorePolicy(row),
    },
    budget:
      row.budgetCurrency === null
        ? null
        : {
            currency: row.budgetCurrency,
            totalMinor: Number(row.budgetMinor),
            reservedMinor: Number(row.budgetReservedMinor),
            spentMinor: Number(row.budgetSpentMinor),
          },
  };
}

function toValidity({ validityType, validFrom, validUntil, validDays }: BatchRow): Validity {
  if (validityType === FIXED && validFrom && validUntil)
    return { kind: 'fixed', from: validFrom, until: validUntil };
  if (validityType === DAYS && validDays !== null) return { kind: 'days', days: validDays };
  throw new Error('a batch has neither a window nor a number of days');
}

/** From the columns `restore_policy` and `restore_days`. */
export function toRestorePolicy({
  restore,
  restoreDays,
}: {
  restore: number;
  restoreDays: number | null;
}): RestorePolicy {
  const policy = RESTORE_POLICIES[restore]!;
  return policy === 'extended' ? { policy, days: restoreDays! } : { policy };
}

/** Column values of what a merchant decides, in the order of {@link DRAFT_COLUMNS}. */
function draftValues(draft: BatchDraft): SqlValue[] {
  const { validity } = draft;
  const { restore } = draft.funding;
  return [
    draft.couponName,
    draft.ruleId,
    draft.totalCount,
    draft.perUserLimit,
    AUDIENCES.indexOf(draft.audience),
    draft.selection && JSON.stringify(draft.selection),
    CODE_MODES.indexOf(draft.codeMode),
    draft.claimFrom,
    draft.claimUntil,
    validity.kind === 'fixed' ? FIXED : DAYS,
    validity.kind === 'fixed' ? validity.from : null,
    validity.kind === 'fixed' ? validity.until : null,
    validity.kind === 'days' ? validity.days : null,
    JSON.stringify(draft.remindDays),
    draft.funding.merchantShareBp,
    RESTORE_POLICIES.indexOf(restore.policy),
    restore.policy === 'extended' ? restore.days : null,
  ];
}

const DRAFT_COLUMNS = [
  'coupon_name',
  'rule_id',
  'total_count',
  'per_user_limit',
  'audience_type',
  'audience_selection',
  'code_mode',
  'claim_from',
  'claim_until',
  'validity_type',
  'valid_from',
  'valid_until',
  'valid_days',
  'remind_days',
  'merchant_share_bp',
  'restore_policy',
  'restore_days',
];

export async function selectBatch(reader: SqlReader, batchId: string): Promise<StoredBatch | undefined> {
  const row = await reader.row<BatchRow>(
    `SELECT ${BATCH_COLUMNS} FROM ${BATCH_TABLES} WHERE b.batch_id = ?`,
    [batchId],
  );
  return row && toBatch(row);
}

export async function insertBatch(
  tx: Tx,
  batch: { batchId: string; merchantId: string | null },
  draft: BatchDraft,
  now: Date,
): Promise<void> {
  await replaceBudget(tx, batch.batchId, { ...draft, ...draft.funding }, now);
  await tx.change(
    `INSERT INTO coupon_batch (batch_id, merchant_id, ${DRAFT_COLUMNS.join(', ')}, created_at, updated_at)
     VALUES (?)`,
    [[batch.batchId, batch.merchantId, ...draftValues(draft), now, now]],
  );
}

/** What a guarded UPDATE of a batch expects to find; otherwise it changes nothing. */
export interface Expected {
  status: BatchStatus;
  version: number;
}

/** @returns false when the batch is not as expected any more; the caller must roll back then */
export async function updateDraft(
  tx: Tx,
  batchId: string,
  draft: BatchDraft,
  expected: Expected,
  now: Date,
): Promise<boolean> {
  await replaceBudget(tx, batchId, { ...draft, ...draft.funding }, now);
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch SET ${DRAFT_COLUMNS.map((column) => `${column} = ?`).join(', ')},
       version = version + 1, updated_at = ?
     WHERE batch_id = ? AND status = ? AND version = ?`,
    [...draftValues(draft), now, batchId, expected.status, expected.version],
  );
  return affectedRows === 1;
}

/** @returns false when the batch is not as expected any more */
export async function updateStatus(
  tx: Tx,
  batchId: string,
  to: BatchStatus,
  expected: Expected,
  marks: { publishedAt: Date | null; endedAt: Date | null },
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch SET status = ?, published_at = ?, ended_at = ?, version = version + 1, updated_at = ?
     WHERE batch_id = ? AND status = ? AND version = ?`,
    [to, marks.publishedAt, marks.endedAt, now, batchId, expected.status, expected.version],
  );
  return affectedRows === 1;
}

/** Stores terms that only rose. Counters are left alone: claims change them meanwhile. @returns as above */
export async function updateExtended(
  tx: Tx,
  batchId: string,
  { claimUntil, perUserLimit, validity }: BatchDraft,
  expected: Expected,
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch SET claim_until = ?, per_user_limit = ?, valid_until = ?, version = version + 1,
       updated_at = ?
     WHERE batch_id = ? AND status = ? AND version = ?`,
    [
      claimUntil,
      perUserLimit,
      validity.kind === 'fixed' ? validity.until : null,
      now,
      batchId,
      expected.status,
      expected.version,
    ],
  );
  return affectedRows === 1;
}
