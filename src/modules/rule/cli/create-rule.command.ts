import {
  Command,
  checkBody,
  NOT_IDEMPOTENT,
  OPERATOR,
  Option,
  resultOf,
  ServiceCommand,
  toNumber,
} from '../../../platform/cli';
import { AppError } from '../../../shared/errors';

@Command({ name: 'rule:create', description: 'create a rule: what a coupon gives, and on what conditions' })
export class CreateRuleCommand extends ServiceCommand {
  @Option({ flags: '--name <text>', description: 'for people', required: true })
  name(text: string): string {
    return text;
  }

  @Option({ flags: '--type <number>', description: '0 rebate, 1 discount, 2 promotion', required: true })
  type(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--currency <code>', description: 'ISO 4217 code of all amounts', required: true })
  currency(text: string): string {
    return text;
  }

  @Option({
    flags: '--rule-content <json>',
    description: 'for example {"threshold":{"amountMinor":10000},"amountMinor":2000}',
    required: true,
  })
  ruleContent(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      const error = { pointer: '/ruleContent', code: 'IS_JSON', message: 'ruleContent must be JSON' };
      throw new AppError('VALIDATION_FAILED', { errors: [error] });
    }
  }

  @Option({ flags: '--merchant-id <id>', description: 'whose rule it is; left out: of the platform' })
  merchantId(text: string): string {
    return text;
  }

  protected async act(_parameters: string[], options: Record<string, unknown>): Promise<object> {
    const { CreateRuleDto } = await import('../http/rule.dto.js');
    const input = await checkBody(CreateRuleDto, options);
    const { CreateRule } = await import('../application/create-rule.js');
    const createRule = await this.services.get(CreateRule);
    return resultOf(await createRule.execute(OPERATOR, input, NOT_IDEMPOTENT));
  }
}
