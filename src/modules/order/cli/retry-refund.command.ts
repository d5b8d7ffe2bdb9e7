import { Command } from 'nest-commander';
import { OPERATOR, OperatorCommand, Services } from '../../../platform/cli';
import { checkId } from '../../../platform/http';
import { RetryRefund } from '../application/retry-refund';

@Command({
  name: 'order:retry-refund',
  arguments: '<orderId> <refundId>',
  description: 'take up a refund again that the provider has refused for good',
})
export class RetryRefundCommand extends OperatorCommand {
  constructor(private readonly services: Services) {
    super();
  }

  protected async act([orderId = '', refundId = '']: string[]): Promise<object> {
    checkId('orderId', orderId);
    checkId('refundId', refundId);
    const retryRefund = await this.services.get(RetryRefund);
    return retryRefund.execute(OPERATOR, orderId, refundId);
  }
}
