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
import { AUDIENCES, CODE_MODES } from '../domain/batch-terms';
import { RESTORE_POLICIES } from '../domain/funding';

const UNLIMITED = 'unlimited';

@Command({ name: 'batch:create', description: 'create a batch as a draft; batch:publish opens it' })
export class CreateBatchCommand extends ServiceCommand {
  @Option({ flags: '--coupon-name <text>', description: 'what users see', required: true })
  couponName(text: string): string {
    return text;
  }

  @Option({ flags: '--rule-id <id>', description: 'what its coupons do', required: true })
  ruleId(text: string): string {
    return text;
  }

  @Option({ flags: '--total-count <number>', description: 'coupons in all, or "unlimited"', required: true })
  totalCount(text: string): number | typeof UNLIMITED {
    // Not null yet: commander takes that for an empty text.
    return text === UNLIMITED ? UNLIMITED : toNumber(text);
  }

  @Option({
    flags: '--per-user-limit <number>',
    description: 'the most that one user can get',
    defaultValue: 1,
  })
  perUserLimit(text: string): number {
    return toNumber(text);
  }

  @Option({
    flags: '--audience <who>',
    description: `who can get them: ${AUDIENCES.join(', ')}`,
    defaultValue: 'everyone',
  })
  audience(text: string): string {
    return text;
  }

  @Option({
    flags: '--selection <json>',
    description: 'with --audience selected: tags, groups, activity, as JSON',
  })
  selection(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // Not JSON: refused as what it is, a text.
      return text;
    }
  }

  @Option({
    flags: '--code-mode <mode>',
    description: `how users get them: ${CODE_MODES.join(', ')}`,
    defaultValue: 'none',
  })
  codeMode(text: string): string {
    return text;
  }

  @Option({
    flags: '--claim-from <time>',
    description: 'coupons can be got from then on, RFC 3339; left out: from now on',
  })
  claimFrom(text: string): string {
    return text;
  }

  @Option({ flags: '--claim-until <time>', description: 'until just before then', required: true })
  claimUntil(text: string): string {
    return text;
  }

  @Option({
    flags: '--valid-days <number>',
    description: 'usable for so many days from getting; or a window:',
  })
  validDays(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--valid-from <time>', description: 'usable from then on' })
  validFrom(text: string): string {
    return text;
  }

  @Option({ flags: '--valid-until <time>', description: 'until just before then' })
  validUntil(text: string): string {
    return text;
  }

  @Option({ flags: '--remind-days <list>', description: 'days before its end, for example 3,1' })
  remindDays(text: string): number[] {
    return text.split(',').map(toNumber);
  }

  @Option({
    flags: '--budget-minor <number>',
    description: "the most that its coupons may give away in all, in minor units of the rule's currency",
  })
  budgetMinor(text: string): number {
    return toNumber(text);
  }

  @Option({
    flags: '--merchant-share-bp <number>',
    description: "the merchant's part of that in basis points; the platform bears the rest",
  })
  merchantShareBp(text: string): number {
    return toNumber(text);
  }

  @Option({
    flags: '--restore <policy>',
    description: `coupons of orders that are refunded whole: ${RESTORE_POLICIES.join(', ')}`,
    defaultValue: 'never',
  })
  restore(text: string): string {
    return text;
  }

  @Option({
    flags: '--restore-days <number>',
    description: 'with "extended": usable for so many days from the refund at least',
  })
  restoreDays(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--merchant-id <id>', description: 'whose batch it is; left out: of the platform' })
  merchantId(text: string): string {
    return text;
  }

  protected async act(_parameters: string[], options: Record<string, unknown>): Promise<object> {
    const { CreateBatchDto } = await import('../http/batch.dto.js');
    const body = await checkBody(CreateBatchDto, {
      claimFrom: new Date().toISOString(),
      ...options,
      totalCount: options.totalCount === UNLIMITED ? null : options.totalCount,
    });
    const { CreateBatch } = await import('../application/create-batch.js');
    const createBatch = await this.services.get(CreateBatch);
    const { toDraft } = await import('../http/batch-input.js');
    return resultOf(await createBatch.execute(OPERATOR, toDraft(body), body.merchantId, NOT_IDEMPOTENT));
  }
}
