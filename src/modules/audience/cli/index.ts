import type { CommandGroup } from '../../../platform/cli';
import { ImportAudienceCommand } from './import-audience.command';

/** What operators can do with users. */
export const audienceCommands: CommandGroup = {
  commands: [ImportAudienceCommand],
  services: async () => (await import('../audience.module.js')).AudienceModule,
};
