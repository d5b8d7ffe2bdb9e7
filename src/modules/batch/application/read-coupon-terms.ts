import { Injectable } from '@nestjs/common';
import { parseJson, type SqlReader } from '../../../platform/database';
import type { Rule } from '../../rule';

/** What a coupon of a batch is worth and where, wherever the coupon itself is. */
export interface CouponTerms {
  batchId: string;
  /** null: a batch of the platform. */
  merchantId: string | null;
  couponName: string;
  rule: Rule;
}

interface TermsRow {
  batch_id: string;
  merchant_id: string | null;
  coupon_name: string;
  rule_id: string;
  type: number;
  currency: string;
  rule_content: unknown;
}

/** Batches remembered by a process. Past it the oldest go. */
const CACHE_SIZE = 5_000;

/**
 * The terms of published batches. From publishing on neither a batch's rule nor the rule's content changes, so they are
 * remembered for as long as there is room.
 */
@Injectable()
export class ReadCouponTerms {
  private readonly known = new Map<string, CouponTerms>();

  /**
   * @param reader the transaction, where one is open: a second connection inside it could wait for itself
   * @param batchIds batches that have coupons, so published ones
   * @returns the terms of every one of them, by id
   */
  async execute(reader: SqlReader, batchIds: readonly string[]): Promise<Map<string, CouponTerms>> {
    const wanted = [...new Set(batchIds)];
    const missing = wanted.filter((batchId) => !this.known.has(batchId));
    const read = missing.length > 0 ? await readTerms(reader, missing) : [];
    const terms = new Map(
      [...wanted.flatMap((id) => this.known.get(id) ?? []), ...read].map((t) => [t.batchId, t]),
    );
    this.remember(read);
    return terms;
  }

  private remember(read: readonly CouponTerms[]): void {
    for (const terms of read) {
      this.known.set(terms.batchId, terms);
      if (this.known.size > CACHE_SIZE) this.known.delete(this.known.keys().next().value!);
    }
  }
}

async function readTerms(reader: SqlReader, batchIds: readonly string[]): Promise<CouponTerms[]> {
  const rows = await reader.rows<TermsRow>(
    `SELECT b.batch_id, b.merchant_id, b.coupon_name, r.rule_id, r.type, r.currency, r.rule_content
     FROM coupon_batch b JOIN rule r ON r.rule_id = b.rule_id
     WHERE b.batch_id IN (?) AND r.frozen_at IS NOT NULL`,
    [batchIds],
  );
  return rows.map(toTerms);
}

function toTerms(row: TermsRow): CouponTerms {
  return {
    batchId: row.batch_id,
    merchantId: row.merchant_id,
    couponName: row.coupon_name,
    rule: {
      ruleId: row.rule_id,
      type: row.type,
      currency: row.currency,
      content: parseJson(row.rule_content),
    } as Rule,
  };
}
