/** The module's only door: other modules import from here and from nowhere deeper. */

export { ImportCatalogue, type ImportResult } from './application/import-catalogue';
export { ReadCatalogue } from './application/read-catalogue';
export { ReadCategoryLines } from './application/read-category-lines';
export { ShippingRates } from './application/shipping-rates';
export { CatalogueModule } from './catalogue.module';
export type { Product } from './domain/product';
export { categoryLines, soldProducts } from './infra/product-rows';
export { shippingPrice } from './infra/shipping-rates';
