import type { SqlValue, Tx } from '../../../platform/database';
import { COUPON_TRANSITIONS, type CouponTransition } from '../domain/coupon-states';

/** What a change writes beside the status. `undefined` leaves a column as it is. */
export interface CouponColumns {
  lockOrderNo?: string | null;
  lockedUntil?: Date | null;
  usedAt?: Date | null;
  validUntil?: Date;
}

export interface CouponChange {
  transition: CouponTransition;
  /** Rows that the caller has locked, or that belong to orders whose rows it has locked; and so knows the owners of. */
  coupons: readonly ChangedCoupon[];
  now: Date;
  columns?: CouponColumns;
  /** Only coupons that are locked for their order. */
  lockedForOrder?: boolean;
}

export interface ChangedCoupon {
  couponId: string;
  userId: string;
  /** The order that causes the change. */
  orderNo: string | null;
}

/** Raised when a coupon is not in the state that the lock of its row or its order promised; without such a lock, when others were first. */
export class CouponChangeLost extends Error {}

/**
 * The one way to change a coupon's state: a compare-and-set that must hit every row, and one operation record for each.
 * The caller holds the coupons' row locks (see `lockRows`) or their order's, so that a row that is missed is a defect and
 * rolls everything back. Row locks are taken in ascending order of id here as well.
 */
export async function changeCoupons(tx: Tx, change: CouponChange): Promise<void> {
  if (change.coupons.length === 0) return;
  const { update, record } = statementsOf(change, '?');
  const [{ affectedRows }] = await Promise.all([tx.change(...update), tx.change(...record)]);
  if (affectedRows !== change.coupons.length) {
    throw new CouponChangeLost(
      `${change.transition}: ${affectedRows} of ${change.coupons.length} coupons changed`,
    );
  }
}

/**
 * The same with COMMIT, for coupons whose state this transaction has read under their locks. A row that is missed all the same
 * makes MySQL refuse the records: the operation, which can't be NULL, is one only if the UPDATE before hit every row.
 */
export function changeCouponsAtCommit(tx: Tx, change: CouponChange): void {
  if (change.coupons.length === 0) return;
  const { update, record } = statementsOf(change, `IF(ROW_COUNT() = ${change.coupons.length}, ?, NULL)`);
  tx.changeAtCommit(...update);
  tx.changeAtCommit(...record);
}

type Statement = [sql: string, values: SqlValue[]];

function statementsOf(change: CouponChange, operation: string): { update: Statement; record: Statement } {
  const { from, to, operating } = COUPON_TRANSITIONS[change.transition];
  const { lockOrderNo, lockedUntil, usedAt, validUntil } = change.columns ?? {};
  const sets = ['status = ?'];
  const values: SqlValue[] = [to];
  const set = (column: string, value: string | Date | null | undefined) => {
    if (value === undefined) return;
    sets.push(`${column} = ?`);
    values.push(value);
  };
  set('lock_order_no', lockOrderNo);
  set('locked_until', lockedUntil);
  set('used_at', usedAt);
  set('valid_until', validUntil);
  const conditions = ['coupon_id IN (?)', 'status = ?'];
  values.push(
    change.coupons.map(({ couponId }) => couponId),
    from,
  );
  if (change.lockedForOrder) {
    conditions.push(`lock_order_no = CASE coupon_id ${'WHEN ? THEN ? '.repeat(change.coupons.length)}END`);
    values.push(...change.coupons.flatMap(({ couponId, orderNo }) => [couponId, orderNo]));
  }
  return {
    update: [
      `UPDATE coupon FORCE INDEX (PRIMARY) SET ${sets.join(', ')} WHERE ${conditions.join(' AND ')}`,
      values,
    ],
    record: [
      `INSERT INTO t_coupon_opt_record (user_id, coupon_id, operating, operated_at, order_no)
       VALUES ${change.coupons.map(() => `(?, ?, ${operation}, ?, ?)`).join(', ')}`,
      change.coupons.flatMap(({ couponId, userId, orderNo }) => [
        userId,
        couponId,
        operating,
        change.now,
        orderNo,
      ]),
    ],
  };
}

export interface LockedRow {
  couponId: string;
  userId: string;
  batchId: string;
  status: number;
  validFrom: Date;
  validUntil: Date;
  lockOrderNo: string | null;
}

/** Takes the row locks in ascending order of id, the order that every path keeps, and reads what they protect. */
export async function lockRows(tx: Tx, couponIds: readonly string[]): Promise<LockedRow[]> {
  if (couponIds.length === 0) return [];
  return tx.rows<LockedRow>(
    `SELECT coupon_id AS couponId, user_id AS userId, batch_id AS batchId, status, valid_from AS validFrom,
       valid_until AS validUntil, lock_order_no AS lockOrderNo
     FROM coupon FORCE INDEX (PRIMARY) WHERE coupon_id IN (?) ORDER BY coupon_id FOR UPDATE`,
    [couponIds],
  );
}

/** The coupons of an order, as its user and number identify them. */
export interface OrderCoupons {
  userId: string;
  couponIds: readonly string[];
  orderNo: string;
  now: Date;
}

/** Row locks on coupons that the order itself locked before; anything else is a defect. */
export async function lockRowsOf(tx: Tx, { couponIds, orderNo }: OrderCoupons): Promise<LockedRow[]> {
  const rows = await lockRows(tx, couponIds);
  if (rows.length !== couponIds.length || rows.some((row) => row.lockOrderNo !== orderNo)) {
    throw new CouponChangeLost(`order ${orderNo} does not hold all its coupons`);
  }
  return rows;
}
