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
  name: 'code:generate',
  arguments: '<batchId>',
  description: 'make unique codes for a batch, or give a shared one its word',
})
export class GenerateCodesCommand extends ServiceCommand {
  @Option({ flags: '--count <number>', description: 'how many unique codes' })
  count(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--prefix <text>', description: 'what all of them begin with' })
  prefix(text: string): string {
    return text;
  }

  @Option({ flags: '--word <text>', description: 'instead of a count: the word that all use' })
  word(text: string): string {
    return text;
  }

  protected async act([batchId = '']: string[], options: Record<string, unknown>): Promise<object> {
    checkId('batchId', batchId);
    const { GenerateCodesDto, SetWordDto } = await import('../http/code.dto.js');
    if ('word' in options) {
      const { word } = await checkBody(SetWordDto, options);
      const { SetWord } = await import('../application/set-word.js');
      const setWord = await this.services.get(SetWord);
      return resultOf(await setWord.execute(OPERATOR, batchId, word, NOT_IDEMPOTENT));
    }
    const codes = await checkBody(GenerateCodesDto, options);
    const { GenerateCodes } = await import('../application/generate-codes.js');
    const generateCodes = await this.services.get(GenerateCodes);
    return resultOf(await generateCodes.execute(OPERATOR, batchId, codes, NOT_IDEMPOTENT));
  }
}
