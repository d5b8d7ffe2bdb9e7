import type { SqlReader } from '../../../platform/database';
import { joinRule } from '../../rule';
import { BatchStatus } from '../domain/batch-status';
import type { BatchTerms } from '../domain/batch-terms';
import { BATCH_COLUMNS, BATCH_TABLES, type BatchRow, toBatch } from './batch-rows';

/** @returns undefined when there is no such batch */
export async function selectBatchTerms(reader: SqlReader, batchId: string): Promise<BatchTerms | undefined> {
  const row = await reader.row<BatchRow & { currency: string }>(
    `SELECT ${BATCH_COLUMNS}, r.currency FROM ${BATCH_TABLES} ${joinRule('b.rule_id')} WHERE b.batch_id = ?`,
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
    codeMode: batch.codeMode,
    claimFrom: batch.claimFrom,
    claimUntil: batch.claimUntil,
    validity: batch.validity,
    remindDays: batch.remindDays,
  };
}
