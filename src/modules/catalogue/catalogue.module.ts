import { Module } from '@nestjs/common';
import { ImportCatalogue } from './application/import-catalogue';
import { ReadCatalogue } from './application/read-catalogue';
import { ReadCategoryLines } from './application/read-category-lines';
import { ShippingRates } from './application/shipping-rates';

const actions = [ImportCatalogue, ReadCatalogue, ReadCategoryLines, ShippingRates];

/** Products, categories and shipping rates: what every process can do with them. */
@Module({ providers: actions, exports: actions })
export class CatalogueModule {}
