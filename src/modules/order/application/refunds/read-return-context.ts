import type { SqlReader } from '../../../../platform/database';
import type { ReadCouponTerms } from '../../../batch';
import { categoryLines } from '../../../catalogue';
import type { ReturnContext } from '../../domain/plan-return';
import { RefundReason } from '../../domain/refund-states';
import { selectCoupons, selectLines } from '../../infra/order-part-rows';
import type { OrderHead } from '../../infra/order-rows';
import { selectRedemptions } from '../../infra/redemption-rows';
import { selectRefundLines, selectRefundsOf } from '../../infra/refund-rows';

/**
 * Everything that a refund of the order depends on. Under the order's row lock nothing of it changes: refunds take that lock
 * first. Refunds that failed count, because they are owed.
 */
export async function readReturnContext(
  reader: SqlReader,
  couponTerms: ReadCouponTerms,
  head: OrderHead,
): Promise<ReturnContext> {
  const { orderId } = head;
  const [lines, coupons, refunds, refundLines, redemptions] = await Promise.all([
    selectLines(reader, orderId),
    selectCoupons(reader, orderId),
    selectRefundsOf(reader, orderId),
    selectRefundLines(reader, orderId),
    selectRedemptions(reader, orderId),
  ]);
  const [categories, terms] = await Promise.all([
    categoryLines(
      reader,
      lines.map(({ categoryId }) => categoryId),
    ),
    couponTerms.execute(
      reader,
      coupons.map(({ batchId }) => batchId),
    ),
  ]);
  const returned = new Map<number, number>();
  for (const { lineNo, quantity } of refundLines) {
    returned.set(lineNo, (returned.get(lineNo) ?? 0) + quantity);
  }
  const own = refunds.filter(({ reason }) => reason === RefundReason.Returned);
  return {
    order: { ...head, lines, coupons },
    categories,
    rules: new Map(Array.from(terms, ([batchId, { rule }]) => [batchId, rule])),
    returned,
    shippingRefunded: own.some(({ shippingRefunded }) => shippingRefunded),
    refundedMinor: own.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    redemptions,
  };
}
