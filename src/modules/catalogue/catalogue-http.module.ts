import { Module } from '@nestjs/common';
import { CatalogueModule } from './catalogue.module';
import { CatalogueController } from './http/catalogue.controller';
import { ShippingController } from './http/shipping.controller';

/** The catalogue over HTTP. */
@Module({ imports: [CatalogueModule], controllers: [CatalogueController, ShippingController] })
export class CatalogueHttpModule {}
