import type { Tx } from '../../../../platform/database';
import type { ReadCouponTerms } from '../../../batch';
import { hasLiveOrder, lockShopper } from '../../infra/order-rows';

/**
 * Whether a coupon for the first order is worth nothing to an order that timed out, because another one has overtaken it.
 * Takes the user's row, after the coupons.
 */
export async function isFirstOrderTaken(
  tx: Tx,
  couponTerms: ReadCouponTerms,
  userId: string,
  held: readonly { batchId: string }[],
): Promise<boolean> {
  const terms = await couponTerms.execute(
    tx,
    held.map(({ batchId }) => batchId),
  );
  if (![...terms.values()].some(({ rule }) => rule.content.conditions?.firstOrder)) return false;
  await lockShopper(tx, userId);
  return hasLiveOrder(tx, userId);
}
