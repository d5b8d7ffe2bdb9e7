import type { SqlReader, Tx } from '../../../platform/database';
import { FULL_BP } from '../../../shared/money';
import { type FundingSplit, RedemptionPart, type Reversible } from '../domain/split-funding';
import type { OrderCouponHead } from '../domain/stored-order';

const COLUMNS = `order_id, coupon_id, line_no, refund_id, part, batch_id, rule_id, merchant_id, currency, amount_minor,
  merchant_minor, platform_minor, created_at`;

/** Where the entries of orders come from, part by part: one row of the ledger for each row. */
const LINE_SOURCE = `SELECT c.order_id, c.coupon_id, s.line_no, 0, ${RedemptionPart.Line}, c.batch_id, c.rule_id, l.merchant_id, o.currency,
    s.amount_minor, s.amount_minor * c.merchant_share_bp DIV ${FULL_BP},
    s.amount_minor - s.amount_minor * c.merchant_share_bp DIV ${FULL_BP}, ?
  FROM orders o
    STRAIGHT_JOIN order_coupon c ON c.order_id = o.order_id
    STRAIGHT_JOIN order_line_share s ON s.order_id = c.order_id AND s.coupon_id = c.coupon_id
    STRAIGHT_JOIN order_line l ON l.order_id = s.order_id AND l.line_no = s.line_no
  WHERE o.order_id IN (?)`;
const WAIVED_BY_MERCHANT = `IF(c.merchant_id IS NULL, 0, c.shipping_discount_minor * c.merchant_share_bp DIV ${FULL_BP})`;
const SHIPPING_SOURCE = `SELECT c.order_id, c.coupon_id, 0, 0, ${RedemptionPart.Shipping}, c.batch_id, c.rule_id, c.merchant_id, o.currency,
    c.shipping_discount_minor, ${WAIVED_BY_MERCHANT}, c.shipping_discount_minor - ${WAIVED_BY_MERCHANT}, ?
  FROM orders o STRAIGHT_JOIN order_coupon c ON c.order_id = o.order_id
  WHERE o.order_id IN (?) AND c.shipping_discount_minor > 0`;
const GIFT_VALUE = 'l.gift_unit_value_minor * l.quantity';
const GIFT_SOURCE = `SELECT c.order_id, c.coupon_id, l.line_no, 0, ${RedemptionPart.Gift}, c.batch_id, c.rule_id, l.merchant_id, o.currency,
    ${GIFT_VALUE}, ${GIFT_VALUE} * c.merchant_share_bp DIV ${FULL_BP},
    ${GIFT_VALUE} - ${GIFT_VALUE} * c.merchant_share_bp DIV ${FULL_BP}, ?
  FROM orders o
    STRAIGHT_JOIN order_coupon c ON c.order_id = o.order_id
    STRAIGHT_JOIN order_line l ON l.order_id = c.order_id AND l.gift_coupon_id = c.coupon_id
  WHERE o.order_id IN (?) AND l.gift_unit_value_minor > 0`;

/**
 * Writes what the coupons of orders give away, at their payment: their shares on the lines, the shipping they waive, the
 * gifts they add. Taken from the rows that the orders wrote; the merchant's part is rounded down, as `splitFunding` does.
 * @param orders with all their coupons: they tell which parts there are
 */
export async function insertRedemptions(
  tx: Tx,
  orders: readonly {
    orderId: string;
    coupons: readonly Pick<OrderCouponHead, 'shippingDiscountMinor' | 'giftValueMinor'>[];
  }[],
  now: Date,
): Promise<void> {
  const coupons = orders.flatMap((order) => order.coupons);
  const sources = [LINE_SOURCE];
  if (coupons.some(({ shippingDiscountMinor }) => shippingDiscountMinor > 0)) sources.push(SHIPPING_SOURCE);
  if (coupons.some(({ giftValueMinor }) => giftValueMinor > 0)) sources.push(GIFT_SOURCE);
  const values = [now, orders.map(({ orderId }) => orderId)];
  await Promise.all(
    sources.map((source) => tx.change(`INSERT INTO redemption_entry (${COLUMNS}) ${source}`, values)),
  );
}

/** The same for an outside order: what its try recorded. */
export async function insertLockRedemptions(tx: Tx, lockId: string, now: Date): Promise<void> {
  await tx.change(
    `INSERT INTO redemption_entry (${COLUMNS})
     SELECT e.lock_id, e.coupon_id, e.line_no, 0, e.part, e.batch_id, e.rule_id, e.merchant_id, e.currency, e.amount_minor,
       e.merchant_minor, e.amount_minor - e.merchant_minor, ?
     FROM (
       SELECT c.lock_id, c.coupon_id, s.line_no, s.part, c.batch_id, c.rule_id, s.merchant_id, c.currency, s.amount_minor,
         IF(s.merchant_id IS NULL, 0, s.amount_minor * c.merchant_share_bp DIV ${FULL_BP}) AS merchant_minor
       FROM coupon_lock_coupon c JOIN coupon_lock_share s ON s.lock_id = c.lock_id AND s.coupon_id = c.coupon_id
       WHERE c.lock_id = ?
     ) e ORDER BY e.coupon_id, e.line_no`,
    [now, lockId],
  );
}

/** Sums of an order's entries, by coupon and line. */
export async function selectRedemptions(reader: SqlReader, orderId: string): Promise<Reversible[]> {
  const rows = await reader.rows<Reversible & { amountMinor: string; reversedMinor: string }>(
    `SELECT coupon_id AS couponId, line_no AS lineNo, MAX(part) AS part, MAX(batch_id) AS batchId, MAX(rule_id) AS ruleId,
       MAX(merchant_id) AS merchantId, SUM(IF(refund_id = 0, amount_minor, 0)) AS amountMinor,
       SUM(IF(refund_id = 0, 0, -amount_minor)) AS reversedMinor
     FROM redemption_entry WHERE order_id = ? GROUP BY coupon_id, line_no ORDER BY coupon_id, line_no`,
    [orderId],
  );
  return rows.map((row) => ({
    ...row,
    amountMinor: Number(row.amountMinor),
    reversedMinor: Number(row.reversedMinor),
  }));
}

/** What a refund took back of a coupon on one line. */
export interface ReversalRow {
  refundId: string;
  couponId: string;
  /** 0: of the shipping. */
  lineNo: number;
  part: RedemptionPart;
  amountMinor: number;
}

/** What each refund of an order reversed, by coupon and line. */
export async function selectReversals(reader: SqlReader, orderId: string): Promise<ReversalRow[]> {
  const rows = await reader.rows<Omit<ReversalRow, 'amountMinor'> & { amountMinor: string }>(
    `SELECT refund_id AS refundId, coupon_id AS couponId, line_no AS lineNo, part, -amount_minor AS amountMinor
     FROM redemption_entry WHERE order_id = ? AND refund_id <> 0 ORDER BY refund_id, coupon_id, line_no`,
    [orderId],
  );
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
}

export interface Reversal extends FundingSplit {
  of: Reversible;
  amountMinor: number;
}

/** Appends what a refund takes back. @param reversals amounts above zero; they are written as negative ones */
export async function insertReversals(
  tx: Tx,
  refund: { orderId: string; refundId: string; currency: string },
  reversals: readonly Reversal[],
  now: Date,
): Promise<void> {
  if (reversals.length === 0) return;
  await tx.change(`INSERT INTO redemption_entry (${COLUMNS}) VALUES ?`, [
    reversals.map(({ of, amountMinor, merchantMinor, platformMinor }) => [
      refund.orderId,
      of.couponId,
      of.lineNo,
      refund.refundId,
      of.part,
      of.batchId,
      of.ruleId,
      of.merchantId,
      refund.currency,
      -amountMinor,
      -merchantMinor,
      -platformMinor,
      now,
    ]),
  ]);
}
