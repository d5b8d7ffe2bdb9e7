import type { Database } from '../../../src/platform/database';
import { lockName, NOT_GOT, orderName, type World } from './world';

/** One user's rows, as they are. */
export interface Rows {
  couponIds: readonly string[];
  coupons: { id: string; status: number; holderId: string | null }[];
  /** With the key under which the payment that paid it was asked for: the order of two that began together is not known. */
  orders: { id: string; status: number; paidByKey: string | null }[];
  locks: { id: string; orderNo: string; status: number }[];
  payments: { orderId: string; status: number }[];
  refunds: { orderId: string; amountMinor: string }[];
  budgetLeftMinor: number;
}

export interface Whose {
  userId: number;
  /** The outside order system that this user's orders come from, too. */
  clientId: string;
  /** In the order in which the world has them. */
  couponIds: readonly string[];
  budgetBatchId: string;
}

export async function readRows(
  database: Database,
  { userId, clientId, couponIds, budgetBatchId }: Whose,
): Promise<Rows> {
  const [coupons, orders, locks, payments, refunds, budget] = await Promise.all([
    database.rows<Rows['coupons'][number]>(
      'SELECT coupon_id AS id, status, lock_order_no AS holderId FROM coupon WHERE user_id = ?',
      [userId],
    ),
    database.rows<Rows['orders'][number]>(
      `SELECT o.order_id AS id, o.status, k.idem_key AS paidByKey FROM orders o
         LEFT JOIN idempotency_key k ON k.scope = ? AND k.response = CONCAT('{"paymentId":"', o.payment_id, '"}')
       WHERE o.user_id = ?`,
      [`user:${userId}`, userId],
    ),
    database.rows<Rows['locks'][number]>(
      'SELECT lock_id AS id, order_no AS orderNo, status FROM coupon_lock WHERE client_id = ?',
      [clientId],
    ),
    database.rows<Rows['payments'][number]>(
      `SELECT p.order_id AS orderId, p.status FROM payment p JOIN orders o ON o.order_id = p.order_id
       WHERE o.user_id = ?`,
      [userId],
    ),
    database.rows<Rows['refunds'][number]>(
      `SELECT f.order_id AS orderId, f.amount_minor AS amountMinor FROM refund f
         JOIN orders o ON o.order_id = f.order_id WHERE o.user_id = ?`,
      [userId],
    ),
    database.row<{ leftMinor: string }>(
      `SELECT total_minor - reserved_minor - spent_minor AS leftMinor FROM coupon_batch_budget WHERE batch_id = ?`,
      [budgetBatchId],
    ),
  ]);
  return { couponIds, coupons, orders, locks, payments, refunds, budgetLeftMinor: Number(budget!.leftMinor) };
}

/** What is to be compared: rows and world in the same words. */
export interface Facts {
  orderCount: number;
  couponCount: number;
  coupons: { status: number; holder: string | null }[];
  orders: { status: number; paidByKey: string | null; payments: number[]; refundsMinor: number[] }[];
  locks: [orderNo: string, status: number][];
  budgetLeftMinor: number;
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const byName = ([a]: [string, number], [b]: [string, number]) => (a < b ? -1 : 1);

/** What is so. Orders are named by their places in the world. */
export function factsOf(rows: Rows, world: World): Facts {
  const holderOf = (id: string | null): string | null => {
    if (id === null) return null;
    const orderAt = world.orders.findIndex((order) => order.orderId === id);
    if (orderAt >= 0) return orderName(orderAt);
    const lock = rows.locks.find((row) => row.id === id);
    return lock ? lockName(lock.orderNo) : `nobody, but ${id}`;
  };
  const ofOrder = <Row extends { orderId: string }>(list: Row[], id: string | null) =>
    list.filter(({ orderId }) => orderId === id);
  return {
    orderCount: rows.orders.length,
    couponCount: rows.coupons.length,
    coupons: rows.couponIds.map((couponId) => {
      const row = rows.coupons.find(({ id }) => id === couponId);
      return { status: row?.status ?? NOT_GOT, holder: holderOf(row?.holderId ?? null) };
    }),
    orders: world.orders.map(({ orderId }) => ({
      status: rows.orders.find(({ id }) => id === orderId)?.status ?? -1,
      paidByKey: rows.orders.find(({ id }) => id === orderId)?.paidByKey ?? null,
      payments: sorted(ofOrder(rows.payments, orderId).map(({ status }) => status)),
      refundsMinor: sorted(ofOrder(rows.refunds, orderId).map(({ amountMinor }) => Number(amountMinor))),
    })),
    locks: rows.locks.map(({ orderNo, status }): [string, number] => [orderNo, status]).sort(byName),
    budgetLeftMinor: rows.budgetLeftMinor,
  };
}

/** What should be so. */
export function expectedFacts(world: World): Facts {
  return {
    orderCount: world.orders.length,
    couponCount: world.coupons.filter(({ status }) => status !== NOT_GOT).length,
    coupons: world.coupons.map(({ status, holder }) => ({ status, holder })),
    orders: world.orders.map(({ status, paidBy, payments, refundsMinor }) => ({
      status,
      paidByKey: paidBy === null ? null : payments[paidBy]!.key,
      payments: sorted(payments.map((payment) => payment.status)),
      refundsMinor: sorted(refundsMinor),
    })),
    locks: Object.entries(world.locks)
      .map(([orderNo, { status }]): [string, number] => [orderNo, status])
      .sort(byName),
    budgetLeftMinor: world.budgetLeftMinor,
  };
}
