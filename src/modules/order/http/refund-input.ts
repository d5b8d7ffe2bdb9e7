import { AppError } from '../../../shared/errors';
import type { RefundRequest } from '../domain/plan-return';
import type { RefundRequestDto } from './refund.dto';

/** @throws AppError VALIDATION_FAILED when it is not exactly one of everything and something */
export function toRefundRequest({ whole, lines, shipping }: RefundRequestDto): RefundRequest {
  if (whole) {
    if (lines === undefined && shipping === undefined) return { whole };
    throw invalid('/whole', 'whole is everything that is left: give it without lines and shipping');
  }
  if (lines === undefined && !shipping) throw invalid('/lines', 'give whole, lines or shipping');
  return { whole: false, lines: lines ?? [], shipping: shipping ?? false };
}

function invalid(pointer: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ pointer, code: 'REFUND_SCOPE', message }] });
}
