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
  name: 'batch:top-up-budget',
  arguments: '<batchId>',
  description: 'add money to the budget of a published batch',
})
export class TopUpBudgetCommand extends ServiceCommand {
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
    const { ChangeBudgetDto } = await import('../http/batch.dto.js');
    const change = await checkBody(ChangeBudgetDto, { kind: 'top_up', ...options });
    const { ChangeBudget } = await import('../application/change-budget.js');
    const changeBudget = await this.services.get(ChangeBudget);
    return resultOf(await changeBudget.execute(OPERATOR, batchId, change, NOT_IDEMPOTENT));
  }
}
