import type { CommandGroup } from '../../../platform/cli';
import { CheckCodeCommand } from './check-code.command';
import { ExportCodesCommand } from './export-codes.command';
import { GenerateCodesCommand } from './generate-codes.command';
import { RevokeCodesCommand } from './revoke-codes.command';

/** What operators can do with promotion codes. */
export const codeCommands: CommandGroup = {
  commands: [GenerateCodesCommand, ExportCodesCommand, RevokeCodesCommand, CheckCodeCommand],
  services: async () => (await import('../code.module.js')).CodeModule,
};
