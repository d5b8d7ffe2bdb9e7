import { Injectable } from '@nestjs/common';
import { Database, type SqlValue } from '../../../platform/database';
import { type Page, readTimeCursor, toPage } from '../../../platform/http';
import { Clock } from '../../../shared/clock';
import { type CouponTerms, ReadCouponTerms } from '../../batch';
import {
  COUPON_STATUS_NAMES,
  CouponStatus,
  type CouponStatusName,
  shownStatus,
} from '../domain/coupon-states';

export interface MyCoupon {
  couponId: string;
  batchId: string;
  status: CouponStatusName;
  validFrom: Date;
  validUntil: Date;
  claimedAt: Date;
  usedAt: Date | null;
  orderNo: string | null;
  terms: CouponTerms;
}

interface Row {
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

/** What a user holds, by status. */
@Injectable()
export class ListMyCoupons {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly couponTerms: ReadCouponTerms,
  ) {}

  /**
   * One page: available coupons in the order in which they end, the others the other way round.
   * @throws AppError INVALID_CURSOR
   */
  async execute(
    userId: string,
    query: { status: CouponStatusName; limit: number; cursor?: string },
  ): Promise<Page<MyCoupon>> {
    const now = this.clock.now();
    const { sql, values } = statementFor(query.status, {
      userId,
      now,
      limit: query.limit + 1,
      after: readTimeCursor(query.cursor),
    });
    const rows = await this.database.rows<Row>(sql, values);
    const terms = await this.couponTerms.execute(
      this.database,
      rows.map((row) => row.batch_id),
    );
    return toPage(
      rows,
      query.limit,
      (row) => [row.valid_until.getTime(), row.coupon_id],
      (row) => toMyCoupon(row, terms.get(row.batch_id)!, now),
    );
  }
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

function toMyCoupon(row: Row, terms: CouponTerms, now: Date): MyCoupon {
  return {
    couponId: row.coupon_id,
    batchId: row.batch_id,
    status: shownStatus(row.status, row.valid_until, now),
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    claimedAt: row.created_at,
    usedAt: row.used_at,
    orderNo: row.lock_order_no,
    terms,
  };
}
