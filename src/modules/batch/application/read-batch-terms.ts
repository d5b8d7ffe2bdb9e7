import type { SqlReader } from '../../../platform/database';
import type { ResolvedSelection } from '../../audience';
import { BatchStatus } from '../domain/batch-status';
import type { Audience, Validity } from '../domain/batch-terms';
import { BATCH_COLUMNS, BATCH_TABLES, type BatchRow, toBatch } from '../infra/batch-rows';

/** Everything about a batch that getting a coupon depends on. Stock is not among it: only the counter's UPDATE knows it. */
export interface BatchTerms {
  readonly batchId: string;
  /** null: a batch of the platform. */
  readonly merchantId: string | null;
  readonly ruleId: string;
  readonly couponName: string;
  /** Of the rule: what its coupons can pay in. */
  readonly currency: string;
  readonly status: BatchStatus;
  /** Neither a draft nor paused nor ended: users can get its coupons. */
  readonly published: boolean;
  /** Rises with every change of status or terms: the counter's UPDATE compares it. */
  readonly version: number;
  readonly unlimited: boolean;
  readonly perUserLimit: number;
  readonly audience: Audience;
  /** Where the audience is `selected`: whom it means, looked up. */
  readonly selection: ResolvedSelection | null;
  /** Half open, [claimFrom, claimUntil). */
  readonly claimFrom: Date;
  readonly claimUntil: Date;
  readonly validity: Validity;
  readonly remindDays: readonly number[];
}

/** @returns undefined when there is no such batch */
export async function readBatchTerms(reader: SqlReader, batchId: string): Promise<BatchTerms | undefined> {
  const row = await reader.row<BatchRow & { currency: string }>(
    `SELECT ${BATCH_COLUMNS}, r.currency FROM ${BATCH_TABLES} JOIN rule r ON r.rule_id = b.rule_id WHERE b.batch_id = ?`,
    [batchId],
  );
  if (!row) return undefined;
  const batch = toBatch(row);
  return {
    batchId: batch.batchId,
    merchantId: batch.merchantId,
    ruleId: batch.ruleId,
    couponName: batch.couponName,
    currency: row.currency,
    status: batch.status,
    published: batch.status === BatchStatus.Published,
    version: batch.version,
    unlimited: batch.totalCount === null,
    perUserLimit: batch.perUserLimit,
    audience: batch.audience,
    selection: batch.selection?.resolved ?? null,
    claimFrom: batch.claimFrom,
    claimUntil: batch.claimUntil,
    validity: batch.validity,
    remindDays: batch.remindDays,
  };
}
