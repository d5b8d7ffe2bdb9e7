import type { CommandGroup } from '../../../platform/cli';
import { ImportCatalogueCommand } from './import-catalogue.command';

/** What operators can do with the catalogue. */
export const catalogueCommands: CommandGroup = {
  commands: [ImportCatalogueCommand],
  services: async () => (await import('../catalogue.module.js')).CatalogueModule,
};
