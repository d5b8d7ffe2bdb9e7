import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Command, CommandRunner, Option } from 'nest-commander';
import type { Principal } from '../../../platform/auth';
import { isId } from '../../../platform/http';
import { AppError, isAppError } from '../../../shared/errors';
import { ImportCatalogue } from '../application/import-catalogue';
import type { RowError } from '../domain/catalogue-row';

interface Options {
  merchant: string;
  json?: boolean;
}

const OPERATOR: Principal = { role: 'platform', id: 'cli' };

@Command({
  name: 'catalogue:import',
  arguments: '<file>',
  description:
    "Import a merchant's products from a CSV file (sku,name,category,price_minor,currency[,active])",
})
export class ImportCatalogueCommand extends CommandRunner {
  constructor(private readonly importCatalogue: ImportCatalogue) {
    super();
  }

  async run([file]: string[], { merchant, json }: Options): Promise<void> {
    await access(file!);
    try {
      const result = await this.importCatalogue.executeFile(OPERATOR, merchant, () =>
        createReadStream(file!),
      );
      const text = `${result.created} products created, ${result.updated} updated`;
      process.stdout.write(`${json ? JSON.stringify(result) : text}\n`);
    } catch (error) {
      if (isAppError(error, 'CATALOGUE_ROWS_INVALID')) printRowErrors(error);
      throw error;
    }
  }

  @Option({ flags: '--merchant <id>', description: 'the merchant whose catalogue it is', required: true })
  parseMerchant(value: string): string {
    if (!isId(value)) throw new Error('--merchant must be a positive integer');
    return value;
  }

  @Option({ flags: '--json', description: 'print the result as one line of JSON' })
  parseJson(): boolean {
    return true;
  }
}

function printRowErrors(error: AppError): void {
  for (const { line, field, message } of error.options.extra?.rowErrors as RowError[]) {
    process.stderr.write(`line ${line}${field ? `, ${field}` : ''}: ${message}\n`);
  }
}
