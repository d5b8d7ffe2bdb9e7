import { Command, checkId, OPERATOR, ServiceCommand } from '../../../platform/cli';

@Command({
  name: 'order:retry-refund',
  arguments: '<orderId> <refundId>',
  description: 'take up a refund again that the provider has refused for good',
})
export class RetryRefundCommand extends ServiceCommand {
  protected async act([orderId = '', refundId = '']: string[]): Promise<object> {
    checkId('orderId', orderId);
    checkId('refundId', refundId);
    const { RetryRefund } = await import('../application/refunds/retry-refund.js');
    const retryRefund = await this.services.get(RetryRefund);
    return retryRefund.execute(OPERATOR, orderId, refundId);
  }
}
