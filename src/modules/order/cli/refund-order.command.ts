import {
  Command,
  checkBody,
  checkId,
  NOT_IDEMPOTENT,
  OPERATOR,
  Option,
  resultOf,
  ServiceCommand,
  toNumber,
} from '../../../platform/cli';

@Command({
  name: 'order:refund',
  arguments: '<orderId>',
  description: 'refund a paid order, whole or by units of lines; the worker sends the money',
})
export class RefundOrderCommand extends ServiceCommand {
  @Option({ flags: '--whole', description: 'everything that is left, its shipping included' })
  whole(): boolean {
    return true;
  }

  @Option({
    flags: '--lines <list>',
    description: 'units that come back, as line:quantity, for example 1:2,3:1',
  })
  lines(text: string): { lineNo: number; quantity: number }[] {
    return text.split(',').map((part) => {
      const [lineNo = '', quantity = ''] = part.split(':');
      return { lineNo: toNumber(lineNo), quantity: toNumber(quantity) };
    });
  }

  @Option({ flags: '--shipping', description: 'also give the shipping back' })
  shipping(): boolean {
    return true;
  }

  @Option({ flags: '--preview', description: 'only say what it would do' })
  preview(): boolean {
    return true;
  }

  protected async act([orderId = '']: string[], options: Record<string, unknown>): Promise<object> {
    checkId('orderId', orderId);
    const { preview, ...requested } = options;
    const { RefundRequestDto } = await import('../http/refund.dto.js');
    const { toRefundRequest } = await import('../http/refund-input.js');
    const request = toRefundRequest(await checkBody(RefundRequestDto, requested));
    const { RefundOrder } = await import('../application/refunds/refund-order.js');
    const refundOrder = await this.services.get(RefundOrder);
    if (preview) return refundOrder.preview(OPERATOR, orderId, request);
    return resultOf(await refundOrder.execute(OPERATOR, orderId, request, NOT_IDEMPOTENT));
  }
}
