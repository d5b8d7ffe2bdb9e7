import { ImportCatalogueCommand } from './import-catalogue.command';

/** What operators can do with the catalogue. */
export const catalogueCommands = [ImportCatalogueCommand];
