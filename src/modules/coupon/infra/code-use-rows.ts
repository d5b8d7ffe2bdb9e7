import { escape as escapeValue } from 'mysql2';
import type { SqlReader, Tx } from '../../../platform/database';
import type { CodeUse } from '../domain/claim';

/** Codes that are revoked one by one are few: who has more to revoke gives a range. */
const MAX_REVOKED = 10_000;

/** What became of a code that can be used once. */
export interface StoredCodeUse extends CodeUse {
  batchId: string;
  /** null: it was revoked before anybody used it. */
  couponId: string | null;
  userId: string | null;
  createdAt: Date;
}

interface NewCodeUse extends CodeUse {
  batchId: string;
  couponId: string;
  userId: string;
  createdAt: Date;
}

/** @param uses sorted by generation and serial, so that transactions wait for each other in one order */
export async function insertCodeUses(tx: Tx, uses: readonly NewCodeUse[]): Promise<void> {
  if (uses.length === 0) return;
  const rows = uses.map(
    ({ generationId, serial, batchId, couponId, userId, createdAt }) =>
      `(${generationId},${serial},${batchId},${couponId},${userId},${escapeValue(createdAt, false, 'Z')})`,
  );
  await tx.change(
    `INSERT INTO code_use (generation_id, serial, batch_id, coupon_id, user_id, created_at) VALUES ${rows.join(',')}`,
  );
}

/** Keeps a code from ever being used. @returns false when it was used or revoked before */
export async function insertCodeRevocation(
  tx: Tx,
  { generationId, serial }: CodeUse,
  batchId: string,
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `INSERT IGNORE INTO code_use (generation_id, serial, batch_id, coupon_id, user_id, created_at)
     VALUES (?, ?, ?, NULL, NULL, ?)`,
    [generationId, serial, batchId, now],
  );
  return affectedRows === 1;
}

/** The rows of these codes; one that nobody has used or revoked has none. */
export async function selectCodeUses(reader: SqlReader, codes: readonly CodeUse[]): Promise<StoredCodeUse[]> {
  if (codes.length === 0) return [];
  // ORs of both columns are one index range each on both servers; a row constructor is not.
  const rows = await reader.rows<Omit<StoredCodeUse, 'serial'> & { serial: string }>(
    `SELECT generation_id AS generationId, serial, batch_id AS batchId, coupon_id AS couponId, user_id AS userId,
       created_at AS createdAt
     FROM code_use WHERE ${codes.map(() => '(generation_id = ? AND serial = ?)').join(' OR ')}`,
    codes.flatMap(({ generationId, serial }) => [generationId, serial]),
  );
  return rows.map((row) => ({ ...row, serial: Number(row.serial) }));
}

/**
 * How many codes of these generations were used or revoked one by one, and the serials of the latter.
 * @param limit rows that are looked at
 */
export async function countCodeUses(
  reader: SqlReader,
  generationIds: readonly string[],
  limit: number,
): Promise<{ rows: number; used: number; revoked: number[] }> {
  if (generationIds.length === 0) return { rows: 0, used: 0, revoked: [] };
  const looked = `SELECT serial, coupon_id FROM code_use FORCE INDEX (PRIMARY) WHERE generation_id IN (?) LIMIT ?`;
  const values = [generationIds.map(BigInt), limit];
  const [count, revoked] = await Promise.all([
    reader.row<{ n: string; used: string }>(
      `SELECT COUNT(*) AS n, COUNT(coupon_id) AS used FROM (${looked}) u`,
      values,
    ),
    reader.rows<{ serial: string }>(`SELECT serial FROM (${looked}) u WHERE coupon_id IS NULL LIMIT ?`, [
      ...values,
      MAX_REVOKED,
    ]),
  ]);
  return {
    rows: Number(count?.n ?? 0),
    used: Number(count?.used ?? 0),
    revoked: revoked.map(({ serial }) => Number(serial)),
  };
}

/** What has become of the coupon that a code brought: its status, and the order that holds or used it. */
export function selectCodeCoupon(
  reader: SqlReader,
  couponId: string,
): Promise<{ status: number; orderNo: string | null } | undefined> {
  return reader.row('SELECT status, lock_order_no AS orderNo FROM coupon WHERE coupon_id = ?', [couponId]);
}
