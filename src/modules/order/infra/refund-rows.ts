import type { SqlReader, Tx } from '../../../platform/database';
import { type RefundReason, RefundStatus } from '../domain/refund-states';

export interface Refund {
  refundId: string;
  orderId: string;
  paymentId: string;
  amountMinor: number;
  currency: string;
  reason: RefundReason;
  status: RefundStatus;
  checkAt: Date | null;
  attempts: number;
}

interface RefundRow {
  refund_id: string;
  order_id: string;
  payment_id: string;
  amount_minor: string;
  currency: string;
  reason: RefundReason;
  status: RefundStatus;
  check_at: Date | null;
  attempts: number;
}

const REFUND_COLUMNS =
  'refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, attempts';

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
  };
}

export async function insertRefund(
  tx: Tx,
  refund: Omit<Refund, 'status' | 'attempts' | 'checkAt'>,
  now: Date,
): Promise<void> {
  await tx.change(
    `INSERT INTO refund (refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, created_at,
       updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      refund.refundId,
      refund.orderId,
      refund.paymentId,
      refund.amountMinor,
      refund.currency,
      refund.reason,
      RefundStatus.Due,
      now,
      now,
      now,
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

/** Takes one try of a due refund; the next is due at `next`. @returns false when another process has it */
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
