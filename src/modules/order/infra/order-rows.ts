import type { SqlReader, Tx } from '../../../platform/database';
import { LIVE_HOLD_STATUSES } from '../domain/hold-states';
import { LIVE_ORDER_STATUSES, ORDER_TRANSITIONS, OrderStatus } from '../domain/order-states';
import type { StoredOrder } from '../domain/stored-order';
import { moveStates } from './move-state';
import { insertCoupons, insertLines } from './order-part-rows';

interface OrderRow {
  order_id: string;
  user_id: string;
  status: OrderStatus;
  currency: string;
  gross_minor: string;
  discount_minor: string;
  shipping_minor: string;
  shipping_discount_minor: string;
  gift_value_minor: string;
  payable_minor: string;
  shipping_code: string | null;
  channel: string | null;
  payment_method: string | null;
  payment_id: string | null;
  expires_at: Date;
  created_at: Date;
  paid_at: Date | null;
  closed_at: Date | null;
}

/** An order without its lines and coupons. */
export type OrderHead = Omit<StoredOrder, 'lines' | 'coupons'>;

const COLUMNS = `order_id, user_id, status, currency, gross_minor, discount_minor, shipping_minor, shipping_discount_minor,
  gift_value_minor, payable_minor, shipping_code, channel, payment_method, payment_id, expires_at, created_at, paid_at,
  closed_at`;

/**
 * True when the user has an order that is paid or waits for payment, here or at an outside order system.
 * @param exceptLockId an outside order's hold that does not count: the one that asks
 */
export async function hasLiveOrder(
  reader: SqlReader,
  userId: string,
  exceptLockId: string | null = null,
): Promise<boolean> {
  const row = await reader.row(
    `(SELECT 1 FROM orders FORCE INDEX (ix_orders_user_status) WHERE user_id = ? AND status IN (?) LIMIT 1) UNION ALL
     (SELECT 1 FROM coupon_lock FORCE INDEX (ix_coupon_lock_user) WHERE user_id = ? AND status IN (?) AND lock_id <> ? LIMIT 1) LIMIT 1`,
    [userId, LIVE_ORDER_STATUSES, userId, LIVE_HOLD_STATUSES, exceptLockId ?? 0],
  );
  return row !== undefined;
}

/**
 * Makes orders of one user wait for each other from here on. Taken after the coupons on every path, so that two orders
 * can't wait for each other in a circle.
 */
export async function lockShopper(tx: Tx, userId: string): Promise<void> {
  await tx.change(
    'INSERT INTO shopper (user_id) VALUES (?) ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)',
    [userId],
  );
}

/** Writes a new order with its lines, coupons and shares, with COMMIT. */
export function insertOrder(tx: Tx, order: StoredOrder): void {
  const { totals } = order;
  tx.changeAtCommit(`INSERT INTO orders (${COLUMNS}, updated_at) VALUES (?)`, [
    [
      order.orderId,
      order.userId,
      order.status,
      order.currency,
      totals.grossMinor,
      totals.discountMinor,
      totals.shippingMinor,
      totals.shippingDiscountMinor,
      totals.giftValueMinor,
      totals.payableMinor,
      order.shippingCode,
      order.channel,
      order.paymentMethod,
      order.paymentId,
      order.expiresAt,
      order.createdAt,
      order.paidAt,
      order.closedAt,
      order.createdAt,
    ],
  ]);
  insertLines(tx, order);
  if (order.coupons.length > 0) insertCoupons(tx, order);
}

function toHead(row: OrderRow): OrderHead {
  return {
    orderId: row.order_id,
    userId: row.user_id,
    status: row.status,
    currency: row.currency,
    totals: {
      grossMinor: Number(row.gross_minor),
      discountMinor: Number(row.discount_minor),
      shippingMinor: Number(row.shipping_minor),
      shippingDiscountMinor: Number(row.shipping_discount_minor),
      giftValueMinor: Number(row.gift_value_minor),
      payableMinor: Number(row.payable_minor),
    },
    shippingCode: row.shipping_code,
    channel: row.channel,
    paymentMethod: row.payment_method,
    paymentId: row.payment_id,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    paidAt: row.paid_at,
    closedAt: row.closed_at,
  };
}

export async function selectOrder(reader: SqlReader, orderId: string): Promise<OrderHead | undefined> {
  const row = await reader.row<OrderRow>(`SELECT ${COLUMNS} FROM orders WHERE order_id = ?`, [orderId]);
  return row && toHead(row);
}

/** Takes the order's row lock: the first lock of every path that changes an order, its coupons or its payments. */
export async function lockOrder(tx: Tx, orderId: string): Promise<OrderHead | undefined> {
  const row = await tx.row<OrderRow>(`SELECT ${COLUMNS} FROM orders WHERE order_id = ? FOR UPDATE`, [
    orderId,
  ]);
  return row && toHead(row);
}

/** Orders are paid by these payments. @returns false when one of them is not in the state for it */
export function payOrders(
  tx: Tx,
  transition: 'pay' | 'payLate',
  payments: readonly { orderId: string; paymentId: string }[],
  now: Date,
): Promise<boolean> {
  const rows = payments.map(({ orderId, paymentId }) => ({
    id: orderId,
    columns: { payment_id: paymentId, paid_at: now, closed_at: null },
  }));
  return moveStates(tx, 'orders', rows, ORDER_TRANSITIONS[transition], now);
}

/** A user's orders, latest first, after the keyset `after` = (created_at, order_id). */
export async function selectOrders(
  reader: SqlReader,
  { userId, after, limit }: { userId: string; after?: [Date, string]; limit: number },
): Promise<OrderHead[]> {
  const beyond = after ? 'AND created_at <= ? AND (created_at < ? OR order_id < ?)' : '';
  const rows = await reader.rows<OrderRow>(
    `SELECT ${COLUMNS} FROM orders WHERE user_id = ? ${beyond} ORDER BY created_at DESC, order_id DESC LIMIT ?`,
    [userId, ...(after ? [after[0], after[0], after[1]] : []), limit],
  );
  return rows.map(toHead);
}

/** Orders whose time to pay is over, the longest overdue first, after the keyset (expires_at, order_id). */
export async function selectUnpaidOrderIds(
  reader: SqlReader,
  { now, after, limit }: { now: Date; after?: { expiresAt: Date; orderId: string }; limit: number },
): Promise<{ orderId: string; expiresAt: Date }[]> {
  const beyond = after ? 'AND expires_at >= ? AND (expires_at > ? OR order_id > ?)' : '';
  return reader.rows(
    `SELECT order_id AS orderId, expires_at AS expiresAt FROM orders
     WHERE status = ${OrderStatus.AwaitingPayment} AND expires_at <= ? ${beyond}
     ORDER BY expires_at, order_id LIMIT ?`,
    [now, ...(after ? [after.expiresAt, after.expiresAt, after.orderId] : []), limit],
  );
}
