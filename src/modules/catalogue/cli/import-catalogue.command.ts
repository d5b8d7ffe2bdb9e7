import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Command, checkId, OPERATOR, Option, ServiceCommand } from '../../../platform/cli';
import { AppError } from '../../../shared/errors';

@Command({
  name: 'catalogue:import',
  arguments: '<file>',
  description:
    "import a merchant's products from a CSV file: sku,name,category,price_minor,currency[,active]",
})
export class ImportCatalogueCommand extends ServiceCommand {
  @Option({ flags: '--merchant-id <id>', description: 'whose catalogue it is', required: true })
  merchantId(text: string): string {
    checkId('merchantId', text);
    return text;
  }

  protected async act([file = '']: string[], { merchantId }: Record<string, unknown>): Promise<object> {
    await access(file).catch((cause: Error) => {
      const error = { parameter: 'file', code: 'FILE', message: cause.message };
      throw new AppError('VALIDATION_FAILED', { errors: [error] });
    });
    const { ImportCatalogue } = await import('../application/import-catalogue.js');
    const importCatalogue = await this.services.get(ImportCatalogue);
    return importCatalogue.executeFile(OPERATOR, merchantId as string, () => createReadStream(file));
  }
}
