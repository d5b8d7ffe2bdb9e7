import { Module } from '@nestjs/common';
import { BatchModule } from '../modules/batch';
import { CatalogueModule } from '../modules/catalogue';
import { CodeModule } from '../modules/code';
import { RuleModule } from '../modules/rule';
import { SeedCatalogue } from './seed-catalogue';
import { SeedCodes } from './seed-codes';
import { SeedCoupons } from './seed-coupons';

/** What the demo is made with. */
@Module({
  imports: [RuleModule, BatchModule, CodeModule, CatalogueModule],
  providers: [SeedCoupons, SeedCodes, SeedCatalogue],
})
export class SeedModule {}
