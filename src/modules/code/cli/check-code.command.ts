import { Command, checkId, OPERATOR, Option, ServiceCommand } from '../../../platform/cli';

@Command({
  name: 'code:check',
  arguments: '<code>',
  description: 'what has become of a code, in any spelling',
})
export class CheckCodeCommand extends ServiceCommand {
  @Option({ flags: '--merchant-id <id>', description: "whose word it is; left out: the platform's" })
  merchantId(text: string): string {
    checkId('merchantId', text);
    return text;
  }

  protected async act([code = '']: string[], { merchantId }: Record<string, unknown>): Promise<object> {
    const { LookUpCode } = await import('../application/look-up-code.js');
    const lookUpCode = await this.services.get(LookUpCode);
    return lookUpCode.execute(OPERATOR, code, merchantId as string | undefined);
  }
}
