import type { SqlValue, Tx } from '../../../platform/database';

/** Tables with a status column that changes along a constant transition table. */
type Machine = 'orders' | 'payment' | 'refund' | 'coupon_lock';
const ID_COLUMNS: Record<Machine, string> = {
  orders: 'order_id',
  payment: 'payment_id',
  refund: 'refund_id',
  coupon_lock: 'lock_id',
};

type Transition = { from: number | readonly number[]; to: number };
/** Further columns to set, by name. */
type Columns = Record<string, SqlValue>;

/**
 * Persists one transition as a compare-and-set.
 * @returns false when the row was in none of the states that the transition starts from; nothing is changed then
 */
export function moveState(
  tx: Tx,
  machine: Machine,
  id: string,
  transition: Transition,
  now: Date,
  columns: Columns = {},
): Promise<boolean> {
  return moveStates(tx, machine, [{ id, columns }], transition, now);
}

/**
 * The same for several rows in one statement, which takes their locks in ascending order of id.
 * @param rows each with its own values for the same columns
 * @returns false when not all of them were in such a state; those that were are changed then
 */
export async function moveStates(
  tx: Tx,
  machine: Machine,
  rows: readonly { id: string; columns: Columns }[],
  transition: Transition,
  now: Date,
): Promise<boolean> {
  const idColumn = ID_COLUMNS[machine];
  const sets = ['status = ?', 'updated_at = ?'];
  const values: SqlValue[] = [transition.to, now];
  for (const column of Object.keys(rows[0]!.columns)) {
    const first = rows[0]!.columns[column];
    if (rows.every(({ columns }) => columns[column] === first)) {
      sets.push(`${column} = ?`);
      values.push(first);
    } else {
      sets.push(`${column} = CASE ${idColumn} ${'WHEN ? THEN ? '.repeat(rows.length)}END`);
      values.push(...rows.flatMap(({ id, columns }) => [id, columns[column]]));
    }
  }
  const { affectedRows } = await tx.change(
    // Found by status, which other indexes have, the rows would be locked in another order, and others with them.
    `UPDATE ${machine} FORCE INDEX (PRIMARY) SET ${sets.join(', ')} WHERE ${idColumn} IN (?) AND status IN (?)`,
    [...values, rows.map(({ id }) => id), [transition.from].flat()],
  );
  return affectedRows === rows.length;
}
