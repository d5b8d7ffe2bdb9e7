import { Module } from '@nestjs/common';
import { BatchModule } from '../modules/batch';
import { CatalogueModule } from '../modules/catalogue';
import { RuleModule } from '../modules/rule';
import { SeedCatalogue } from './seed-catalogue';
import { SeedCoupons } from './seed-coupons';

/** What the demo is made with. */
@Module({ imports: [RuleModule, BatchModule, CatalogueModule], providers: [SeedCoupons, SeedCatalogue] })
export class SeedModule {}
