/** The module's only door: other modules import from here and from nowhere deeper. */
export { ImportCatalogue, type ImportResult } from './application/import-catalogue';
export { orderEntities } from './infra/entities';
export { CatalogueModule, OrderHttpModule, OrderWorkerModule } from './order.module';
