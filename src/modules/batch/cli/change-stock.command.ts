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

@Command({ name: 'batch:top-up', arguments: '<batchId>', description: 'add coupons to a published batch' })
export class TopUpBatchCommand extends ServiceCommand {
  @Option({ flags: '--count <number>', description: 'how many', required: true })
  count(text: string): number {
    return toNumber(text);
  }

  protected async act([batchId = '']: string[], options: Record<string, unknown>): Promise<object> {
    checkId('batchId', batchId);
    const { ChangeStockDto } = await import('../http/batch.dto.js');
    const change = await checkBody(ChangeStockDto, { kind: 'top_up', ...options });
    const { ChangeStock } = await import('../application/change-stock.js');
    const changeStock = await this.services.get(ChangeStock);
    return resultOf(await changeStock.execute(OPERATOR, batchId, change, NOT_IDEMPOTENT));
  }
}
