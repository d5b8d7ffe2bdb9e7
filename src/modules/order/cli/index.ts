import type { CommandGroup } from '../../../platform/cli';
import { RefundOrderCommand } from './refund-order.command';
import { RetryRefundCommand } from './retry-refund.command';

/** What operators can do with orders. */
export const orderCommands: CommandGroup = {
  commands: [RefundOrderCommand, RetryRefundCommand],
  services: async () => (await import('../order.module.js')).OrderModule,
};
