import { parseJson, type SqlReader, type SqlValue } from '../../../platform/database';
import { joinRule } from '../../rule';
import { BatchStatus } from '../domain/batch-status';
import { BATCH_COLUMNS, BATCH_TABLES, type BatchRow, type StoredBatch, toBatch } from './batch-rows';

export interface BatchesWanted {
  /** undefined: of every merchant and the platform. */
  merchantId?: string;
  status?: BatchStatus;
  /** Only batches with a smaller id. */
  before?: string;
  limit: number;
}

/** Newest id first. */
export async function selectBatches(reader: SqlReader, wanted: BatchesWanted): Promise<StoredBatch[]> {
  const conditions = ['1 = 1'];
  const values: SqlValue[] = [];
  if (wanted.merchantId !== undefined) {
    conditions.push('b.merchant_id = ?');
    values.push(wanted.merchantId);
  }
  if (wanted.status !== undefined) {
    conditions.push('b.status = ?');
    values.push(wanted.status);
  }
  if (wanted.before !== undefined) {
    conditions.push('b.batch_id < ?');
    values.push(wanted.before);
  }
  const rows = await reader.rows<BatchRow>(
    `SELECT ${BATCH_COLUMNS} FROM ${BATCH_TABLES} WHERE ${conditions.join(' AND ')} ORDER BY b.batch_id DESC LIMIT ?`,
    [...values, wanted.limit],
  );
  return rows.map(toBatch);
}

/** A batch with what its coupons do. */
export interface ClaimableBatch extends StoredBatch {
  readonly rule: { name: string; type: number; currency: string; ruleContent: object };
}

type OfferRow = BatchRow & { ruleName: string; ruleType: number; currency: string; ruleContent: unknown };

const SELECT_OFFERS = `SELECT ${BATCH_COLUMNS}, r.name AS ruleName, r.type AS ruleType, r.currency, r.rule_content AS ruleContent
     FROM ${BATCH_TABLES} ${joinRule('b.rule_id')}`;

export interface ClaimableWanted {
  userId: string;
  now: Date;
  /** Only what comes after this one. */
  after?: { claimUntil: Date; batchId: string };
  limit: number;
}

/**
 * What a user could get now, by what ends first: published, open, not sold out, without codes, and not for listed users among whom they aren't.
 * Whether they are among selected users, and how many they hold already, is not looked at.
 */
export async function selectClaimable(reader: SqlReader, wanted: ClaimableWanted): Promise<ClaimableBatch[]> {
  const { userId, now, after, limit } = wanted;
  const rows = await reader.rows<OfferRow>(
    `${SELECT_OFFERS}
     WHERE b.status = ? AND b.claim_until > ? AND b.claim_from <= ?
       AND (b.total_count IS NULL OR b.total_count > 0) AND b.code_mode = 0
       AND (b.audience_type IN (0, 2)
            OR EXISTS (SELECT 1 FROM batch_audience_user u WHERE u.batch_id = b.batch_id AND u.user_id = ?))
       ${after ? 'AND (b.claim_until > ? OR (b.claim_until = ? AND b.batch_id > ?))' : ''}
     ORDER BY b.claim_until, b.batch_id LIMIT ?`,
    [
      BatchStatus.Published,
      // The cursor's time is also the tightest lower end for the index.
      after && after.claimUntil > now ? new Date(after.claimUntil.getTime() - 1) : now,
      now,
      userId,
      ...(after ? [after.claimUntil, after.claimUntil, after.batchId] : []),
      limit,
    ],
  );
  return rows.map(toOffer);
}

/** The same of one batch, whoever asks, with codes or without; undefined when it is not open now. */
export async function selectOpenOffer(
  reader: SqlReader,
  batchId: string,
  now: Date,
): Promise<ClaimableBatch | undefined> {
  const row = await reader.row<OfferRow>(
    `${SELECT_OFFERS} WHERE b.batch_id = ? AND b.status = ? AND b.claim_until > ? AND b.claim_from <= ?`,
    [batchId, BatchStatus.Published, now, now],
  );
  return row && toOffer(row);
}

function toOffer(row: OfferRow): ClaimableBatch {
  return {
    ...toBatch(row),
    rule: {
      name: row.ruleName,
      type: row.ruleType,
      currency: row.currency,
      ruleContent: parseJson(row.ruleContent),
    },
  };
}
