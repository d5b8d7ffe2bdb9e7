import type { SqlReader, Tx } from '../../../platform/database';
import { PaymentStatus } from '../domain/payment-states';

export interface Payment {
  paymentId: string;
  orderId: string;
  /** Who was asked to move the money. */
  provider: string;
  methodToken: string;
  amountMinor: number;
  currency: string;
  status: PaymentStatus;
  providerPaymentId: string | null;
  declineCode: string | null;
  /** When the due scan asks the provider; null when nothing is open. */
  checkAt: Date | null;
  createdAt: Date;
}

interface PaymentRow {
  payment_id: string;
  order_id: string;
  provider: string;
  method_token: string;
  amount_minor: string;
  currency: string;
  status: PaymentStatus;
  provider_payment_id: string | null;
  decline_code: string | null;
  check_at: Date | null;
  created_at: Date;
}

const COLUMNS = `payment_id, order_id, provider, method_token, amount_minor, currency, status, provider_payment_id, decline_code,
  check_at, created_at`;

function toPayment(row: PaymentRow): Payment {
  return {
    paymentId: row.payment_id,
    orderId: row.order_id,
    provider: row.provider,
    methodToken: row.method_token,
    amountMinor: Number(row.amount_minor),
    currency: row.currency,
    status: row.status,
    providerPaymentId: row.provider_payment_id,
    declineCode: row.decline_code,
    checkAt: row.check_at,
    createdAt: row.created_at,
  };
}

/** The last thing that a payment's beginning does. */
export function insertPayment(tx: Tx, payment: Payment): void {
  tx.changeAtCommit(
    `INSERT INTO payment (payment_id, order_id, provider, method_token, amount_minor, currency, status, check_at, created_at,
       updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      payment.paymentId,
      payment.orderId,
      payment.provider,
      payment.methodToken,
      payment.amountMinor,
      payment.currency,
      payment.status,
      payment.checkAt,
      payment.createdAt,
      payment.createdAt,
    ],
  );
}

export async function selectPayment(reader: SqlReader, paymentId: string): Promise<Payment | undefined> {
  const row = await reader.row<PaymentRow>(`SELECT ${COLUMNS} FROM payment WHERE payment_id = ?`, [
    paymentId,
  ]);
  return row && toPayment(row);
}

export async function selectPaymentsOf(reader: SqlReader, orderId: string): Promise<Payment[]> {
  const rows = await reader.rows<PaymentRow>(
    `SELECT ${COLUMNS} FROM payment WHERE order_id = ? ORDER BY payment_id`,
    [orderId],
  );
  return rows.map(toPayment);
}

/** Open payments whose check is due, the longest overdue first, after the keyset (check_at, payment_id). */
export async function selectDuePayments(
  reader: SqlReader,
  {
    now,
    after,
    limit,
  }: { now: Date; after: { checkAt: Date; paymentId: string } | undefined; limit: number },
): Promise<Payment[]> {
  // One range per status, so that each reads its own part of ix_payment_due in order.
  const beyond = after ? 'AND check_at >= ? AND (check_at > ? OR payment_id > ?)' : '';
  const keys = after ? [after.checkAt, after.checkAt, after.paymentId] : [];
  const part = `(SELECT ${COLUMNS} FROM payment WHERE status = ? AND check_at <= ? ${beyond}
    ORDER BY check_at, payment_id LIMIT ?)`;
  const rows = await reader.rows<PaymentRow>(
    `${part} UNION ALL ${part} ORDER BY check_at, payment_id LIMIT ?`,
    [PaymentStatus.Created, now, ...keys, limit, PaymentStatus.Pending, now, ...keys, limit, limit],
  );
  return rows.map(toPayment);
}

/** Moves a due check on, so that one scanner has it. @returns false when another one was faster */
export async function postponeCheck(
  tx: { change: Tx['change'] },
  payment: Payment,
  next: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    'UPDATE payment SET check_at = ? WHERE payment_id = ? AND check_at = ?',
    [next, payment.paymentId, payment.checkAt],
  );
  return affectedRows === 1;
}

/** Notes when an open payment is asked about next, unless another scanner has it by now. */
export async function postponeAgain(
  tx: { change: Tx['change'] },
  paymentId: string,
  { leased, next }: { leased: Date; next: Date },
): Promise<void> {
  await tx.change('UPDATE payment SET check_at = ? WHERE payment_id = ? AND check_at = ?', [
    next,
    paymentId,
    leased,
  ]);
}

/** Open payments that are checked further away than the longest wait were put there by a wrong clock. @returns how many */
export async function pullInChecks(
  tx: { change: Tx['change'] },
  { now, farthest, limit }: { now: Date; farthest: Date; limit: number },
): Promise<number> {
  let pulledIn = 0;
  for (const status of [PaymentStatus.Created, PaymentStatus.Pending]) {
    const { affectedRows } = await tx.change(
      'UPDATE payment SET check_at = ? WHERE status = ? AND check_at > ? ORDER BY check_at, payment_id LIMIT ?',
      [now, status, farthest, limit],
    );
    pulledIn += affectedRows;
  }
  return pulledIn;
}
