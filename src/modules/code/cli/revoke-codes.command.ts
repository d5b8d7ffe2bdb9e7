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
  name: 'code:revoke',
  arguments: '<batchId>',
  description: 'keep codes of a batch from being used: one, a range of serials, or all',
})
export class RevokeCodesCommand extends ServiceCommand {
  @Option({ flags: '--code <code>', description: 'one code, in any spelling' })
  code(text: string): string {
    return text;
  }

  @Option({ flags: '--from <serial>', description: 'the first one of a range' })
  from(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--until <serial>', description: 'the last one of a range' })
  until(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--all', description: 'all that there are by now, or the word' })
  all(): boolean {
    return true;
  }

  protected async act([batchId = '']: string[], options: Record<string, unknown>): Promise<object> {
    checkId('batchId', batchId);
    const { RevokeCodesDto } = await import('../http/code.dto.js');
    const body = await checkBody(RevokeCodesDto, options);
    const { toRevocation } = await import('../http/code-input.js');
    const { RevokeCodes } = await import('../application/revoke-codes.js');
    const revokeCodes = await this.services.get(RevokeCodes);
    return resultOf(await revokeCodes.execute(OPERATOR, batchId, toRevocation(body), NOT_IDEMPOTENT));
  }
}
