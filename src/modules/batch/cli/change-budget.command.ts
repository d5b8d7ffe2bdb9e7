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
import { ChangeBudget } from '../application/change-budget';
import { ChangeBudgetDto } from '../http/batch.dto';

@Command({
  name: 'batch:top-up-budget',
  arguments: '<batchId>',
  description: 'add money to the budget of a published batch',
})
export class TopUpBudgetCommand extends OperatorCommand {
  constructor(private readonly services: Services) {
    super();
  }

  @Option({
    flags: '--amount-minor <number>',
    description: "how much, in minor units of the budget's currency",
    required: true,
  })
  amountMinor(text: string): number {
    return toNumber(text);
  }

  protected async act([batchId = '']: string[], options: Record<string, unknown>): Promise<object> {
    checkId('batchId', batchId);
    const change = await checkBody(ChangeBudgetDto, { kind: 'top_up', ...options });
    const changeBudget = await this.services.get(ChangeBudget);
    return resultOf(await changeBudget.execute(OPERATOR, batchId, change, NOT_IDEMPOTENT));
  }
}
