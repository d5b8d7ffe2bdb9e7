import type { SqlReader, Tx } from '../../../platform/database';
import { type RefundReason, RefundStatus } from '../domain/refund-states';

export interface Refund {
  refundId: string;
  orderId: string;
  /** null: an order of zero was refunded; nothing is to be paid back. */
  paymentId: string | null;
  amountMinor: number;
  currency: string;
  reason: RefundReason;
  status: RefundStatus;
  checkAt: Date | null;
  attempts: number;
  createdAt: Date;
  /** What was returned for it; nothing where the system refunded by itself. */
  shippingRefunded: boolean;
  giftChargeMinor: number;
  /** What the provider said when it last refused. */
  failure: string | null;
}

interface RefundRow {
  refund_id: string;
  order_id: string;
  payment_id: string | null;
  amount_minor: string;
  currency: string;
  reason: RefundReason;
  status: RefundStatus;
  check_at: Date | null;
  attempts: number;
  created_at: Date;
  shipping_refunded: number;
  gift_charge_minor: string;
  failure: string | null;
}

const REFUND_COLUMNS = `refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, attempts, created_at,
  shipping_refunded, gift_charge_minor, failure`;

function toRefund(row: RefundRow): Refund {
  return {
    refundId: row.refund_id,
    orderId: row.order_id,
    paymentId: row.payment_id,
    amountMinor: Number(row.amount_minor),
    currency: row.currency,
    reason: row.reason,
    status: row.status,
    checkAt: row.check_at,
    attempts: row.attempts,
    createdAt: row.created_at,
    shippingRefunded: row.shipping_refunded === 1,
    giftChargeMinor: Number(row.gift_charge_minor),
    failure: row.failure,
  };
}

export interface NewRefund {
  refundId: string;
  orderId: string;
  paymentId: string | null;
  amountMinor: number;
  currency: string;
  reason: RefundReason;
  returned?: { shipping: boolean; giftChargeMinor: number };
}

/** A refund that is due now; of nothing, one that is done. */
export async function insertRefund(tx: Tx, refund: NewRefund, now: Date): Promise<void> {
  const due = refund.amountMinor > 0;
  await tx.change(
    `INSERT INTO refund (refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, created_at,
       updated_at, shipping_refunded, gift_charge_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      refund.refundId,
      refund.orderId,
      refund.paymentId,
      refund.amountMinor,
      refund.currency,
      refund.reason,
      due ? RefundStatus.Due : RefundStatus.Done,
      due ? now : null,
      now,
      now,
      refund.returned?.shipping ? 1 : 0,
      refund.returned?.giftChargeMinor ?? 0,
    ],
  );
}

export async function selectRefund(reader: SqlReader, refundId: string): Promise<Refund | undefined> {
  const row = await reader.row<RefundRow>(`SELECT ${REFUND_COLUMNS} FROM refund WHERE refund_id = ?`, [
    refundId,
  ]);
  return row && toRefund(row);
}

export async function selectRefundsOf(reader: SqlReader, orderId: string): Promise<Refund[]> {
  const rows = await reader.rows<RefundRow>(
    `SELECT ${REFUND_COLUMNS} FROM refund WHERE order_id = ? ORDER BY refund_id`,
    [orderId],
  );
  return rows.map(toRefund);
}

/** Refunds that are due, the longest overdue first. */
export async function selectDueRefunds(reader: SqlReader, now: Date, limit: number): Promise<Refund[]> {
  const rows = await reader.rows<RefundRow>(
    `SELECT ${REFUND_COLUMNS} FROM refund WHERE status = ${RefundStatus.Due} AND check_at <= ?
     ORDER BY check_at, refund_id LIMIT ?`,
    [now, limit],
  );
  return rows.map(toRefund);
}

/** Takes one try of a due refund; it is due again at `next`, unless the try says otherwise before. @returns false when another process has it */
export async function takeRefundTry(
  tx: { change: Tx['change'] },
  refund: Refund,
  next: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    'UPDATE refund SET check_at = ?, attempts = attempts + 1 WHERE refund_id = ? AND status = ? AND check_at = ?',
    [next, refund.refundId, RefundStatus.Due, refund.checkAt],
  );
  return affectedRows === 1;
}

/**
 * Notes why a try did not succeed and when the next one is; the refund stays due.
 * @param failure what the provider said; null: it could not be reached, and what it said before stands
 */
export async function noteFailedTry(
  tx: { change: Tx['change'] },
  refundId: string,
  { failure, next }: { failure: string | null; next: Date },
): Promise<void> {
  await tx.change(
    'UPDATE refund SET failure = COALESCE(?, failure), check_at = ? WHERE refund_id = ? AND status = ?',
    [failure?.slice(0, 200) ?? null, next, refundId, RefundStatus.Due],
  );
}

/** Refunds that are due further away than the longest wait were put there by a wrong clock. @returns how many are due now */
export async function pullInRefunds(
  tx: { change: Tx['change'] },
  { now, farthest, limit }: { now: Date; farthest: Date; limit: number },
): Promise<number> {
  const { affectedRows } = await tx.change(
    `UPDATE refund SET check_at = ? WHERE status = ${RefundStatus.Due} AND check_at > ? ORDER BY check_at, refund_id LIMIT ?`,
    [now, farthest, limit],
  );
  return affectedRows;
}

export interface RefundLine {
  lineNo: number;
  quantity: number;
}

export async function insertRefundLines(
  tx: Tx,
  refundId: string,
  lines: readonly RefundLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.change('INSERT INTO refund_line (refund_id, line_no, quantity) VALUES ?', [
    lines.map(({ lineNo, quantity }) => [refundId, lineNo, quantity]),
  ]);
}

/** What the refunds of an order were for. */
export function selectRefundLines(
  reader: SqlReader,
  orderId: string,
): Promise<(RefundLine & { refundId: string })[]> {
  return reader.rows(
    `SELECT l.refund_id AS refundId, l.line_no AS lineNo, l.quantity FROM refund f JOIN refund_line l ON l.refund_id = f.refund_id
     WHERE f.order_id = ? ORDER BY l.refund_id, l.line_no`,
    [orderId],
  );
}
