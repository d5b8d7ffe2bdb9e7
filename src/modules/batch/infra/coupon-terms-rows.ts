import { parseJson, type SqlReader } from '../../../platform/database';
import type { Rule } from '../../pricing';
import { joinRule } from '../../rule';
import { merchantShareOf, type RestorePolicy } from '../domain/funding';
import { toRestorePolicy } from './batch-rows';

/** What a coupon of a batch is worth and where, wherever the coupon itself is. */
export interface CouponTerms {
  batchId: string;
  /** null: a batch of the platform. */
  merchantId: string | null;
  couponName: string;
  rule: Rule;
  /** What its coupons may give away in all is limited. */
  budgeted: boolean;
  /** The merchant's part of what they give away, in basis points; the platform bears the rest. */
  merchantShareBp: number;
  restore: RestorePolicy;
  remindDays: readonly number[];
}

interface TermsRow {
  batch_id: string;
  merchant_id: string | null;
  coupon_name: string;
  rule_id: string;
  type: number;
  currency: string;
  rule_content: unknown;
  merchant_share_bp: number | null;
  restore: number;
  restoreDays: number | null;
  remind_days: unknown;
  budgeted: number;
}

/** The terms of those of these batches that were published, by id. */
export async function selectCouponTerms(
  reader: SqlReader,
  batchIds: readonly string[],
): Promise<Map<string, CouponTerms>> {
  const rows = await reader.rows<TermsRow>(
    `SELECT b.batch_id, b.merchant_id, b.coupon_name, r.rule_id, r.type, r.currency, r.rule_content,
       b.merchant_share_bp, b.restore_policy AS restore, b.restore_days AS restoreDays, b.remind_days,
       g.batch_id IS NOT NULL AS budgeted
     FROM coupon_batch b ${joinRule('b.rule_id')}
       LEFT JOIN coupon_batch_budget g ON g.batch_id = b.batch_id
     WHERE b.batch_id IN (?) AND r.frozen_at IS NOT NULL`,
    [batchIds],
  );
  return new Map(rows.map((row) => [row.batch_id, toTerms(row)]));
}

function toTerms(row: TermsRow): CouponTerms {
  return {
    batchId: row.batch_id,
    merchantId: row.merchant_id,
    couponName: row.coupon_name,
    budgeted: Number(row.budgeted) === 1,
    merchantShareBp: merchantShareOf(row.merchant_id, { merchantShareBp: row.merchant_share_bp }),
    restore: toRestorePolicy(row),
    remindDays: parseJson<number[]>(row.remind_days),
    rule: {
      ruleId: row.rule_id,
      type: row.type,
      currency: row.currency,
      content: parseJson(row.rule_content),
    } as Rule,
  };
}
