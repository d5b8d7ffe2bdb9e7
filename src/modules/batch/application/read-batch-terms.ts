import { parseJson, type SqlReader } from '../../../platform/database';
import { BatchStatus } from '../domain/batch-status';

/** What a batch promises and asks for, as far as getting and using its coupons goes. */
export interface BatchTerms {
  batchId: string;
  /** null: the platform's own batch. */
  merchantId: string | null;
  couponName: string;
  ruleId: string;
  status: BatchStatus;
  /** Rises with every change of terms. */
  version: number;
  perUserLimit: number;
  audience: 'everyone' | 'listed';
  claimFrom: Date;
  claimUntil: Date;
  validity: { kind: 'fixed'; from: Date; until: Date } | { kind: 'days'; days: number };
  remindDays: readonly number[];
  /** No stock limit, so no counter to be guarded. */
  unlimited: boolean;
}

interface TermsRow {
  batch_id: string;
  merchant_id: string | null;
  coupon_name: string;
  rule_id: string;
  status: number;
  version: number;
  per_user_limit: number;
  audience_type: number;
  claim_from: Date;
  claim_until: Date;
  validity_type: number;
  valid_from: Date | null;
  valid_until: Date | null;
  valid_days: number | null;
  remind_days: unknown;
  unlimited: number;
}

/** One read by primary key. @returns undefined when there is no such batch */
export async function readBatchTerms(reader: SqlReader, batchId: string): Promise<BatchTerms | undefined> {
  const row = await reader.row<TermsRow>(
    `SELECT batch_id, merchant_id, coupon_name, rule_id, status, version, per_user_limit, audience_type, claim_from,
       claim_until, validity_type, valid_from, valid_until, valid_days, remind_days, total_count IS NULL AS unlimited
     FROM coupon_batch WHERE batch_id = ?`,
    [batchId],
  );
  return row && toTerms(row);
}

function toTerms(row: TermsRow): BatchTerms {
  return {
    batchId: row.batch_id,
    merchantId: row.merchant_id,
    couponName: row.coupon_name,
    ruleId: row.rule_id,
    status: row.status,
    version: row.version,
    perUserLimit: row.per_user_limit,
    audience: row.audience_type === 0 ? 'everyone' : 'listed',
    claimFrom: row.claim_from,
    claimUntil: row.claim_until,
    validity:
      row.validity_type === 0
        ? { kind: 'fixed', from: row.valid_from!, until: row.valid_until! }
        : { kind: 'days', days: row.valid_days! },
    remindDays: parseJson<number[]>(row.remind_days),
    unlimited: Number(row.unlimited) === 1,
  };
}
