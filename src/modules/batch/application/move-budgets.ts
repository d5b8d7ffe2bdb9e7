import type { SqlReader, Tx } from '../../../platform/database';
import { type BudgetMove, moveBudget, selectBudgetsLeft } from '../infra/budget-rows';

/** What the coupons of one batch give away in one order. Only of batches that have a budget. */
export interface BudgetShare {
  batchId: string;
  amountMinor: number;
}

/** A budget that can't pay for an order. Amounts in minor units of its currency. */
export interface BudgetShortage {
  batchId: string;
  requiredMinor: number;
  leftMinor: number;
}

/** Raised when an order does not hold what it reserved or spent: a defect, never a race. */
class BudgetMoveLost extends Error {}

/**
 * Try: sets aside what an order gives away. The last thing that an order's transaction does, because every order with a
 * coupon of the batch waits for this row; only the batch's own row comes after it.
 * @returns the first budget that is short; then nothing is set aside of the others either
 */
export async function reserveBudgets(
  tx: Tx,
  shares: readonly BudgetShare[],
  now: Date,
): Promise<BudgetShortage | undefined> {
  const ordered = inOrder(shares);
  for (const [at, share] of ordered.entries()) {
    if (await moveBudget(tx, 'reserve', share, now)) continue;
    await moveAll(tx, 'release', ordered.slice(0, at), now);
    const left = await selectBudgetsLeft(tx, [share.batchId]);
    return {
      batchId: share.batchId,
      requiredMinor: share.amountMinor,
      leftMinor: left.get(share.batchId) ?? 0,
    };
  }
  return undefined;
}

/** Confirm: what was set aside is spent. The last thing that the paying transaction does. */
export async function spendBudgets(tx: Tx, shares: readonly BudgetShare[], now: Date): Promise<void> {
  await moveAll(tx, 'spend', shares, now);
}

/** Cancel: what was set aside is free again. The last thing that the closing transaction does. */
export async function releaseBudgets(tx: Tx, shares: readonly BudgetShare[], now: Date): Promise<void> {
  await moveAll(tx, 'release', shares, now);
}

/** A refund: the reversed part of what was spent is free again. The last thing that the refund's transaction does. */
export async function reverseBudgets(tx: Tx, shares: readonly BudgetShare[], now: Date): Promise<void> {
  await moveAll(tx, 'reverse', shares, now);
}

/** What is left of the budgets of these batches, for a quote; those without one are not among them. */
export async function readBudgetsLeft(
  reader: SqlReader,
  batchIds: readonly string[],
): Promise<Map<string, number>> {
  return selectBudgetsLeft(reader, [...new Set(batchIds)]);
}

async function moveAll(
  tx: Tx,
  move: Exclude<BudgetMove, 'reserve'>,
  shares: readonly BudgetShare[],
  now: Date,
): Promise<void> {
  const ordered = inOrder(shares);
  const moved = await Promise.all(ordered.map((share) => moveBudget(tx, move, share, now)));
  const lost = ordered.find((_share, at) => !moved[at]);
  if (lost) {
    throw new BudgetMoveLost(
      `${move}: the budget of batch ${lost.batchId} does not hold ${lost.amountMinor}`,
    );
  }
}

/** One share per batch, by batch id ascending, as every path takes these rows. */
function inOrder(shares: readonly BudgetShare[]): BudgetShare[] {
  const sums = new Map<string, number>();
  for (const { batchId, amountMinor } of shares) sums.set(batchId, (sums.get(batchId) ?? 0) + amountMinor);
  return [...sums]
    .filter(([, amountMinor]) => amountMinor > 0)
    .sort(([a], [b]) => Number(BigInt(a) - BigInt(b)))
    .map(([batchId, amountMinor]) => ({ batchId, amountMinor }));
}
