import type { SqlReader, Tx } from '../../../platform/database';
import { RESTORE_POLICIES, toRestorePolicy } from '../../batch';
import type { OrderCoupon, OrderCouponHead, OrderLine, StoredOrder } from '../domain/stored-order';

export function insertLines(tx: Tx, { orderId, lines }: StoredOrder): void {
  tx.changeAtCommit(
    `INSERT INTO order_line (order_id, line_no, product_id, merchant_id, category_id, sku, name, unit_price_minor, quantity,
       gross_minor, discount_minor, payable_minor, gift_coupon_id, gift_unit_value_minor) VALUES ?`,
    [
      lines.map((line) => [
        orderId,
        line.lineNo,
        line.productId,
        line.merchantId,
        line.categoryId,
        line.sku,
        line.name,
        line.unitPriceMinor,
        line.quantity,
        line.grossMinor,
        line.discountMinor,
        line.payableMinor,
        line.gift?.couponId ?? null,
        line.gift?.unitValueMinor ?? null,
      ]),
    ],
  );
}

export function insertCoupons(tx: Tx, { orderId, coupons }: StoredOrder): void {
  tx.changeAtCommit(
    `INSERT INTO order_coupon (order_id, coupon_id, batch_id, rule_id, merchant_id, applied_at_step, discount_minor,
       shipping_discount_minor, gift_value_minor, budgeted, merchant_share_bp, restore_policy, restore_days) VALUES ?`,
    [
      coupons.map((coupon, step) => [
        orderId,
        coupon.couponId,
        coupon.batchId,
        coupon.ruleId,
        coupon.merchantId,
        step,
        coupon.discountMinor,
        coupon.shippingDiscountMinor,
        coupon.giftValueMinor,
        coupon.budgeted ? 1 : 0,
        coupon.merchantShareBp,
        RESTORE_POLICIES.indexOf(coupon.restore.policy),
        coupon.restore.policy === 'extended' ? coupon.restore.days : null,
      ]),
    ],
  );
  const shares = coupons.flatMap(({ couponId, shares: own }) =>
    own.map(({ lineNo, amountMinor }) => [orderId, lineNo, couponId, amountMinor]),
  );
  if (shares.length === 0) return;
  tx.changeAtCommit('INSERT INTO order_line_share (order_id, line_no, coupon_id, amount_minor) VALUES ?', [
    shares,
  ]);
}

interface LineRow {
  line_no: number;
  product_id: string;
  merchant_id: string;
  category_id: string;
  sku: string;
  name: string;
  unit_price_minor: string;
  quantity: number;
  gross_minor: string;
  discount_minor: string;
  payable_minor: string;
  gift_coupon_id: string | null;
  gift_unit_value_minor: string | null;
}

export async function selectLines(reader: SqlReader, orderId: string): Promise<OrderLine[]> {
  const rows = await reader.rows<LineRow>('SELECT * FROM order_line WHERE order_id = ? ORDER BY line_no', [
    orderId,
  ]);
  return rows.map((row) => ({
    lineNo: row.line_no,
    productId: row.product_id,
    merchantId: row.merchant_id,
    categoryId: row.category_id,
    sku: row.sku,
    name: row.name,
    unitPriceMinor: Number(row.unit_price_minor),
    quantity: row.quantity,
    grossMinor: Number(row.gross_minor),
    discountMinor: Number(row.discount_minor),
    payableMinor: Number(row.payable_minor),
    gift: row.gift_coupon_id
      ? { couponId: row.gift_coupon_id, unitValueMinor: Number(row.gift_unit_value_minor) }
      : null,
  }));
}

interface CouponRow {
  coupon_id: string;
  batch_id: string;
  rule_id: string;
  merchant_id: string | null;
  discount_minor: string;
  shipping_discount_minor: string;
  gift_value_minor: string;
  budgeted: number;
  merchant_share_bp: number;
  restore_policy: number;
  restore_days: number | null;
  restored_at: Date | null;
}

function toCouponHead(row: CouponRow): OrderCouponHead {
  return {
    couponId: row.coupon_id,
    batchId: row.batch_id,
    ruleId: row.rule_id,
    merchantId: row.merchant_id,
    discountMinor: Number(row.discount_minor),
    shippingDiscountMinor: Number(row.shipping_discount_minor),
    giftValueMinor: Number(row.gift_value_minor),
    budgeted: row.budgeted === 1,
    merchantShareBp: row.merchant_share_bp,
    restore: toRestorePolicy({ restore: row.restore_policy, restoreDays: row.restore_days }),
    restoredAt: row.restored_at,
  };
}

/** An order's coupons without their shares, by id ascending: the order in which their rows are locked. */
export async function selectCouponHeads(reader: SqlReader, orderId: string): Promise<OrderCouponHead[]> {
  const rows = await reader.rows<CouponRow>(
    'SELECT * FROM order_coupon WHERE order_id = ? ORDER BY coupon_id',
    [orderId],
  );
  return rows.map(toCouponHead);
}

export async function selectCoupons(reader: SqlReader, orderId: string): Promise<OrderCoupon[]> {
  const rows = await reader.rows<CouponRow>(
    'SELECT * FROM order_coupon WHERE order_id = ? ORDER BY applied_at_step',
    [orderId],
  );
  if (rows.length === 0) return [];
  const shares = await reader.rows<{ coupon_id: string; line_no: number; amount_minor: string }>(
    'SELECT coupon_id, line_no, amount_minor FROM order_line_share WHERE order_id = ? ORDER BY line_no',
    [orderId],
  );
  return rows.map((row) => ({
    ...toCouponHead(row),
    shares: shares
      .filter((share) => share.coupon_id === row.coupon_id)
      .map((share) => ({ lineNo: share.line_no, amountMinor: Number(share.amount_minor) })),
  }));
}

/** Notes which coupons of an order a whole refund gave back. */
export async function markRestored(
  tx: Tx,
  orderId: string,
  couponIds: readonly string[],
  now: Date,
): Promise<void> {
  if (couponIds.length === 0) return;
  await tx.change('UPDATE order_coupon SET restored_at = ? WHERE order_id = ? AND coupon_id IN (?)', [
    now,
    orderId,
    couponIds,
  ]);
}
