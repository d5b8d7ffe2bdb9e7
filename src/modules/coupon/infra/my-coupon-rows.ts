import type { SqlReader, SqlValue } from '../../../platform/database';
import { COUPON_STATUS_NAMES, CouponStatus, type CouponStatusName } from '../domain/coupon-states';

export interface MyCouponRow {
  coupon_id: string;
  batch_id: string;
  status: CouponStatus;
  valid_from: Date;
  valid_until: Date;
  created_at: Date;
  used_at: Date | null;
  lock_order_no: string | null;
}

interface Keyset {
  userId: string;
  now: Date;
  limit: number;
  after?: [Date, string];
}

const COLUMNS = 'coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no';

/** What a user holds in that status: available coupons in the order in which they end, the others the other way round. */
export function selectMyCoupons(
  reader: SqlReader,
  status: CouponStatusName,
  keyset: Keyset,
): Promise<MyCouponRow[]> {
  const { sql, values } = statementFor(status, keyset);
  return reader.rows<MyCouponRow>(sql, values);
}

/** All read ranges of ix_coupon_user (user_id, status, valid_until, coupon_id) in its order, so a page costs a page. */
function statementFor(status: CouponStatusName, keyset: Keyset): { sql: string; values: SqlValue[] } {
  const stored = COUPON_STATUS_NAMES.indexOf(status);
  if (status === 'available') return ascending(keyset);
  const own = descending(stored, '', [], keyset);
  if (status !== 'expired') return own;
  // Coupons whose time has passed and which no scan has marked yet are expired as well.
  const unmarked = descending(CouponStatus.Available, 'AND valid_until <= ?', [keyset.now], keyset);
  return {
    sql: `(${own.sql}) UNION ALL (${unmarked.sql}) ORDER BY valid_until DESC, coupon_id DESC LIMIT ?`,
    values: [...own.values, ...unmarked.values, keyset.limit],
  };
}

function ascending({ userId, now, limit, after }: Keyset): { sql: string; values: SqlValue[] } {
  const beyond = after
    ? 'AND (valid_until > ? OR (valid_until = ? AND coupon_id > ?)) AND valid_until >= ?'
    : '';
  return {
    sql: `SELECT ${COLUMNS} FROM coupon WHERE user_id = ? AND status = ${CouponStatus.Available} AND valid_until > ?
      ${beyond} ORDER BY valid_until, coupon_id LIMIT ?`,
    values: [userId, now, ...(after ? [after[0], after[0], after[1], after[0]] : []), limit],
  };
}

function descending(
  status: number,
  condition: string,
  conditionValues: SqlValue[],
  { userId, limit, after }: Keyset,
): { sql: string; values: SqlValue[] } {
  const beyond = after
    ? 'AND (valid_until < ? OR (valid_until = ? AND coupon_id < ?)) AND valid_until <= ?'
    : '';
  return {
    sql: `SELECT ${COLUMNS} FROM coupon WHERE user_id = ? AND status = ${status} ${condition}
      ${beyond} ORDER BY valid_until DESC, coupon_id DESC LIMIT ?`,
    values: [userId, ...conditionValues, ...(after ? [after[0], after[0], after[1], after[0]] : []), limit],
  };
}
