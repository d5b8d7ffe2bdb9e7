import { ImportAudienceCommand } from './import-audience.command';

/** What operators can do with users. */
export const audienceCommands = [ImportAudienceCommand];
