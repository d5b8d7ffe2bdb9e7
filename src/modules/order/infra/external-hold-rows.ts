import type { SqlReader, Tx } from '../../../platform/database';
import { HoldStatus } from '../domain/hold-states';
import type { LockShare } from '../domain/outside-order';
import type { OrderCouponHead } from '../domain/stored-order';

/** An outside order's hold on coupons. */
export interface ExternalHold {
  lockId: string;
  clientId: string;
  orderNo: string;
  /** null: cancelled before its try came. */
  userId: string | null;
  status: HoldStatus;
  requestHash: string | null;
  /** What the try was answered. */
  answer: string | null;
  lockedUntil: Date | null;
  confirmedAt: Date | null;
  closedAt: Date | null;
  createdAt: Date;
}

/** What a coupon gives away in an outside order, with terms of its batch. */
export type ExternalHoldCoupon = Omit<OrderCouponHead, 'restore' | 'restoredAt'> & { currency: string };

const COLUMNS = `lock_id AS lockId, client_id AS clientId, order_no AS orderNo, user_id AS userId, status,
  request_hash AS requestHash, answer, locked_until AS lockedUntil, confirmed_at AS confirmedAt, closed_at AS closedAt,
  created_at AS createdAt`;

/**
 * Inserts the row of an order number unless it is there, and has it locked either way: the no-op UPDATE takes an exclusive
 * lock at once, where INSERT alone would give all that wait for it a shared one and a deadlock.
 * @returns the row that is there now: its `lockId` tells whether it is this one
 */
export async function insertOrSelectHold(
  tx: Tx,
  lock: Omit<ExternalHold, 'answer' | 'confirmedAt'>,
): Promise<ExternalHold> {
  const [, rows] = await Promise.all([
    tx.change(
      `INSERT INTO coupon_lock (lock_id, client_id, order_no, user_id, status, request_hash, locked_until, closed_at, created_at,
         updated_at) VALUES (?) ON DUPLICATE KEY UPDATE order_no = VALUES(order_no)`,
      [
        [
          lock.lockId,
          lock.clientId,
          lock.orderNo,
          lock.userId,
          lock.status,
          lock.requestHash,
          lock.lockedUntil,
          lock.closedAt,
          lock.createdAt,
          lock.createdAt,
        ],
      ],
    ),
    tx.rows<ExternalHold>(`SELECT ${COLUMNS} FROM coupon_lock WHERE client_id = ? AND order_no = ?`, [
      lock.clientId,
      lock.orderNo,
    ]),
  ]);
  if (!rows[0]) throw new Error('a coupon lock that was just taken is missing');
  return rows[0];
}

export async function selectLock(
  reader: SqlReader,
  clientId: string,
  orderNo: string,
): Promise<ExternalHold | undefined> {
  return reader.row(`SELECT ${COLUMNS} FROM coupon_lock WHERE client_id = ? AND order_no = ?`, [
    clientId,
    orderNo,
  ]);
}

/** Takes the row lock: the first lock of every path that changes an outside order's coupons. */
export async function selectHoldForUpdate(
  tx: Tx,
  clientId: string,
  orderNo: string,
): Promise<ExternalHold | undefined> {
  return tx.row(`SELECT ${COLUMNS} FROM coupon_lock WHERE client_id = ? AND order_no = ? FOR UPDATE`, [
    clientId,
    orderNo,
  ]);
}

/** The same by id; undefined also when another one has the row locked: who holds it decides. */
export async function selectFreeHoldForUpdate(tx: Tx, lockId: string): Promise<ExternalHold | undefined> {
  return tx.row(`SELECT ${COLUMNS} FROM coupon_lock WHERE lock_id = ? FOR UPDATE SKIP LOCKED`, [lockId]);
}

/** Writes what the try found: its coupons, what they give away where, and its answer. */
export async function insertLockParts(
  tx: Tx,
  lockId: string,
  {
    coupons,
    shares,
    answer,
  }: { coupons: readonly ExternalHoldCoupon[]; shares: readonly LockShare[]; answer: string },
): Promise<void> {
  await tx.change(
    `INSERT INTO coupon_lock_coupon (lock_id, coupon_id, batch_id, rule_id, merchant_id, currency, budgeted, merchant_share_bp,
       discount_minor, shipping_discount_minor, gift_value_minor) VALUES ?`,
    [
      coupons.map((coupon) => [
        lockId,
        coupon.couponId,
        coupon.batchId,
        coupon.ruleId,
        coupon.merchantId,
        coupon.currency,
        coupon.budgeted,
        coupon.merchantShareBp,
        coupon.discountMinor,
        coupon.shippingDiscountMinor,
        coupon.giftValueMinor,
      ]),
    ],
  );
  if (shares.length > 0) {
    await tx.change(
      `INSERT INTO coupon_lock_share (lock_id, coupon_id, line_no, part, merchant_id, amount_minor) VALUES ?`,
      [shares.map((s) => [lockId, s.couponId, s.lineNo, s.part, s.merchantId, s.amountMinor])],
    );
  }
  await tx.change('UPDATE coupon_lock SET answer = ? WHERE lock_id = ?', [answer, lockId]);
}

export async function selectLockCoupons(reader: SqlReader, lockId: string): Promise<ExternalHoldCoupon[]> {
  const rows = await reader.rows<Record<keyof ExternalHoldCoupon, string>>(
    `SELECT coupon_id AS couponId, batch_id AS batchId, rule_id AS ruleId, merchant_id AS merchantId, currency, budgeted,
       merchant_share_bp AS merchantShareBp, discount_minor AS discountMinor,
       shipping_discount_minor AS shippingDiscountMinor, gift_value_minor AS giftValueMinor
     FROM coupon_lock_coupon WHERE lock_id = ? ORDER BY coupon_id`,
    [lockId],
  );
  return rows.map((row) => ({
    ...row,
    budgeted: Number(row.budgeted) === 1,
    merchantShareBp: Number(row.merchantShareBp),
    discountMinor: Number(row.discountMinor),
    shippingDiscountMinor: Number(row.shippingDiscountMinor),
    giftValueMinor: Number(row.giftValueMinor),
  }));
}

/** Holds that nobody decided in time, the longest overdue first, after the keyset (locked_until, lock_id). */
export async function selectDueLocks(
  reader: SqlReader,
  { now, after, limit }: { now: Date; after?: { lockedUntil: Date; lockId: string }; limit: number },
): Promise<{ lockId: string; lockedUntil: Date }[]> {
  const beyond = after ? 'AND locked_until >= ? AND (locked_until > ? OR lock_id > ?)' : '';
  return reader.rows(
    `SELECT lock_id AS lockId, locked_until AS lockedUntil FROM coupon_lock
     WHERE status = ${HoldStatus.Locked} AND locked_until <= ? ${beyond}
     ORDER BY locked_until, lock_id LIMIT ?`,
    [now, ...(after ? [after.lockedUntil, after.lockedUntil, after.lockId] : []), limit],
  );
}
