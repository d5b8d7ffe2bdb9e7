import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  Command,
  checkBody,
  checkId,
  OPERATOR,
  Option,
  ServiceCommand,
  toNumber,
} from '../../../platform/cli';

@Command({
  name: 'code:export',
  arguments: '<batchId> <file>',
  description: 'write the unique codes of a batch to a new CSV file: serial,code',
})
export class ExportCodesCommand extends ServiceCommand {
  @Option({ flags: '--from <serial>', description: 'the first one; left out: 1' })
  from(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--count <number>', description: 'how many, at most; left out: all that follow' })
  count(text: string): number {
    return toNumber(text);
  }

  protected async act(
    [batchId = '', file = '']: string[],
    options: Record<string, unknown>,
  ): Promise<object> {
    checkId('batchId', batchId);
    const { ExportQueryDto } = await import('../http/code.dto.js');
    const range = await checkBody(ExportQueryDto, options);
    const { ExportCodes } = await import('../application/export-codes.js');
    const exportCodes = await this.services.get(ExportCodes);
    const lines = await exportCodes.execute(OPERATOR, batchId, range);
    // Codes are as good as money: nobody else may read them, and nothing is overwritten.
    await pipeline(lines, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    return { batchId, file };
  }
}
