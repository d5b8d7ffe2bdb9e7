import { RefundOrderCommand } from './refund-order.command';
import { RetryRefundCommand } from './retry-refund.command';

/** What operators can do with orders. */
export const orderCommands = [RefundOrderCommand, RetryRefundCommand];
