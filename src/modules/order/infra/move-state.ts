import type { SqlValue, Tx } from '../../../platform/database';

/** Tables with a status column that changes along a constant transition table. */
type Machine = 'orders' | 'payment' | 'refund' | 'coupon_lock';
const ID_COLUMNS: Record<Machine, string> = {
  orders: 'order_id',
  payment: 'payment_id',
  refund: 'refund_id',
  coupon_lock: 'lock_id',
};

/**
 * Persists one transition as a compare-and-set.
 * @param columns further columns to set, by name
 * @returns false when the row was in none of the states that the transition starts from; nothing is changed then
 */
export async function moveState(
  tx: Tx,
  machine: Machine,
  id: string,
  transition: { from: number | readonly number[]; to: number },
  now: Date,
  columns: Record<string, SqlValue> = {},
): Promise<boolean> {
  const sets = ['status = ?', 'updated_at = ?', ...Object.keys(columns).map((column) => `${column} = ?`)];
  const { affectedRows } = await tx.change(
    `UPDATE ${machine} SET ${sets.join(', ')} WHERE ${ID_COLUMNS[machine]} = ? AND status IN (?)`,
    [transition.to, now, ...Object.values(columns), id, [transition.from].flat()],
  );
  return affectedRows === 1;
}
