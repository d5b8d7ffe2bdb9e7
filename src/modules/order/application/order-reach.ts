import type { Principal } from '../../../platform/auth';
import { AppError } from '../../../shared/errors';
import type { RefundRequest } from '../domain/plan-return';
import type { StoredOrder } from '../domain/stored-order';

type OrderOfMany = Pick<StoredOrder, 'userId' | 'lines'>;

/**
 * A user sees their own orders, a merchant those with a line of its own, the platform all.
 * @throws AppError ORDER_NOT_FOUND
 */
export function checkSeesOrder(caller: Principal, { userId, lines }: OrderOfMany): void {
  if (caller.role === 'platform') return;
  if (caller.role === 'user' && caller.id === userId) return;
  if (caller.role === 'merchant' && lines.some(({ merchantId }) => merchantId === caller.merchantId)) return;
  throw new AppError('ORDER_NOT_FOUND');
}

/**
 * A merchant refunds its own lines; shipping and all that is left only where no other merchant takes part.
 * @throws AppError REFUND_INVALID with a pointer to each foreign line, FORBIDDEN
 */
export function checkReach(caller: Principal, { lines }: OrderOfMany, request: RefundRequest): void {
  if (caller.role === 'platform') return;
  const foreign = new Set(
    lines.filter(({ merchantId }) => merchantId !== caller.merchantId).map(({ lineNo }) => lineNo),
  );
  if (foreign.size === 0) return;
  if (request.whole || request.shipping) {
    throw new AppError('FORBIDDEN', {
      detail: 'Other merchants take part in this order: refund your own lines, without the shipping.',
    });
  }
  const errors = request.lines.flatMap(({ lineNo }, at) => {
    const message = `line ${lineNo} is not one of yours`;
    return foreign.has(lineNo) ? [{ pointer: `/lines/${at}/lineNo`, code: 'LINE_NOT_FOUND', message }] : [];
  });
  if (errors.length > 0) throw new AppError('REFUND_INVALID', { errors });
}
