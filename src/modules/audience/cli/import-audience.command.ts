import { createReadStream, createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Command, checkId, OPERATOR, Option, ServiceCommand } from '../../../platform/cli';
import { AppError } from '../../../shared/errors';

@Command({
  name: 'audience:import',
  arguments: '<file>',
  description:
    'import users from a CSV file: user_id[,email,phone,locale,time_zone,email_opt_in,sms_opt_in,opted_out,consent_at,last_active_at,tags,groups]; rows that are left out, and users who are kept as opted out, go to <file>.rejects.csv',
})
export class ImportAudienceCommand extends ServiceCommand {
  @Option({ flags: '--import-id <id>', description: 'go on with an import of this file that broke off' })
  importId(text: string): string {
    checkId('importId', text);
    return text;
  }

  protected async act([file = '']: string[], { importId }: Record<string, unknown>): Promise<object> {
    await access(file).catch((cause: Error) => {
      const error = { parameter: 'file', code: 'FILE', message: cause.message };
      throw new AppError('VALIDATION_FAILED', { errors: [error] });
    });
    const { toImportView } = await import('../application/imports/import-view.js');
    const { ImportUsers } = await import('../application/imports/import-users.js');
    const importUsers = await this.services.get(ImportUsers);
    const done = await importUsers.execute(OPERATOR, createReadStream(file), {
      importId: importId as string | undefined,
      sourceName: basename(file).slice(0, 200),
      onBegin: (id) =>
        process.stderr.write(`import ${id}; if it breaks off: audience:import --import-id ${id} ${file}\n`),
    });
    return {
      ...toImportView(done),
      rejectsFile: await this.writeRejects(done.importId, done.rejectedCount + done.keptOptedOutCount, file),
    };
  }

  /** @returns the file's path, or null when there is nothing to write */
  private async writeRejects(importId: string, count: number, file: string): Promise<string | null> {
    if (count === 0) return null;
    const path = `${file}.rejects.csv`;
    const { ReadImports } = await import('../application/imports/read-imports.js');
    const readImports = await this.services.get(ReadImports);
    await pipeline(readImports.rejectsAsCsv(importId), createWriteStream(path));
    return path;
  }
}
