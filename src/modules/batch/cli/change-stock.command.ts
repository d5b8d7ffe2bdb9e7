import { Command, Option } from 'nest-commander';
import {
  NOT_IDEMPOTENT,
  OPERATOR,
  OperatorCommand,
  resultOf,
  Services,
  toNumber,
} from '../../../platform/cli';
import { checkBody, checkId } from '../../../platform/http';
import { ChangeStock } from '../application/change-stock';
import { ChangeStockDto } from '../http/batch.dto';

@Command({ name: 'batch:top-up', arguments: '<batchId>', description: 'add coupons to a published batch' })
export class TopUpBatchCommand extends OperatorCommand {
  constructor(private readonly services: Services) {
    super();
  }

  @Option({ flags: '--count <number>', description: 'how many', required: true })
  count(text: string): number {
    return toNumber(text);
  }

  protected async act([batchId = '']: string[], options: Record<string, unknown>): Promise<object> {
    checkId('batchId', batchId);
    const change = await checkBody(ChangeStockDto, { kind: 'top_up', ...options });
    const changeStock = await this.services.get(ChangeStock);
    return resultOf(await changeStock.execute(OPERATOR, batchId, change, NOT_IDEMPOTENT));
  }
}
