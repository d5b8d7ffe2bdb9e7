import { escape as escapeValue } from 'mysql2';
import type { SqlReader, Tx } from '../../../platform/database';
import type { ClaimRequest, CouponSource, IssuedCoupon } from '../domain/claim';

/** A coupon that a user holds already, whatever its status: revoked and used ones count. */
export interface OwnedCoupon extends IssuedCoupon {
  requestKey: string | null;
}

interface HeldRow {
  coupon_id: string;
  batch_id: string;
  user_id: string;
  claim_no: number;
  valid_from: Date;
  valid_until: Date;
  created_at: Date;
  request_key: string | null;
}

const COLUMNS = 'coupon_id, batch_id, user_id, claim_no, valid_from, valid_until, created_at, request_key';

const toHeld = (row: HeldRow): OwnedCoupon => ({
  couponId: row.coupon_id,
  batchId: row.batch_id,
  userId: row.user_id,
  claimNo: row.claim_no,
  validFrom: row.valid_from,
  validUntil: row.valid_until,
  createdAt: row.created_at,
  requestKey: row.request_key,
});

/** What these users hold of the batch. */
export async function readHeld(
  reader: SqlReader,
  batchId: string,
  userIds: readonly string[],
): Promise<OwnedCoupon[]> {
  const rows = await reader.rows<HeldRow>(
    `SELECT ${COLUMNS} FROM coupon FORCE INDEX (uq_coupon_holder) WHERE batch_id = ? AND user_id IN (?)`,
    [batchId, userIds],
  );
  return rows.map(toHeld);
}

/** The coupons that were got with these users' keys, of whatever batch. */
export async function readByRequestKey(
  reader: SqlReader,
  requests: readonly { userId: string; requestKey: string | null }[],
): Promise<OwnedCoupon[]> {
  const keyed = requests.filter(({ requestKey }) => requestKey !== null);
  if (keyed.length === 0) return [];
  // ORs of both columns are one index range each on both servers; a row constructor is not.
  const rows = await reader.rows<HeldRow>(
    `SELECT ${COLUMNS} FROM coupon FORCE INDEX (uq_coupon_request)
     WHERE ${keyed.map(() => '(user_id = ? AND request_key = ?)').join(' OR ')}`,
    keyed.flatMap(({ userId, requestKey }) => [userId, requestKey]),
  );
  return rows.map(toHeld);
}

/** One coupon to be written. */
export interface NewCoupon extends IssuedCoupon {
  requestKey: ClaimRequest['requestKey'];
  source: CouponSource;
}

/**
 * Inserts coupons that share batch, window and time; they must come sorted by user and claim number. Values that are
 * the same in all rows are written once, because this text is most of what a claim costs this process.
 */
export async function insertCoupons(tx: Tx, coupons: readonly NewCoupon[]): Promise<void> {
  const [{ validFrom, validUntil, createdAt }] = coupons as [NewCoupon];
  const times = `${escapeValue(validFrom, false, 'Z')},${escapeValue(validUntil, false, 'Z')},${escapeValue(createdAt, false, 'Z')}`;
  const rows = coupons.map(
    ({ couponId, userId, batchId, claimNo, source, requestKey }) =>
      `(${couponId},${userId},${batchId},${claimNo},0,${source},${times},${requestKey === null ? 'NULL' : '?'})`,
  );
  const keys = coupons.flatMap(({ requestKey }) => (requestKey === null ? [] : [requestKey]));
  await tx.change(
    `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at,
       request_key) VALUES ${rows.join(',')}`,
    keys.length > 0 ? keys : undefined,
  );
}
