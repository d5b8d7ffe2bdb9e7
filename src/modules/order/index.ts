/** The module's only door: other modules import from here and from nowhere deeper. */
export { ImportCatalogue, type ImportResult } from './application/import-catalogue';
export { ReadCatalogue } from './application/read-catalogue';
export { orderEntities } from './infra/entities';
export {
  CatalogueModule,
  OrderCliModule,
  OrderHttpModule,
  OrderWorkerModule,
  RefundModule,
} from './order.module';
