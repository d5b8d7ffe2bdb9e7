import { Injectable } from '@nestjs/common';
import { ImportCatalogue, ReadCatalogue } from '../modules/catalogue';
import type { Principal } from '../platform/auth';
import { MAX_PAGE_SIZE } from '../platform/paging';

/** A catalogue file, as merchants send it. Two of the first reach the rebate's threshold. */
const PRODUCTS = [
  'sku,name,category,price_minor,currency',
  'DEMO-KETTLE,Kettle,Home / Kitchen,6000,USD',
  'DEMO-MUG,Mug,Home / Kitchen,1250,USD',
  'DEMO-LAMP,Desk lamp,Home / Light,3999,USD',
  '',
].join('\n');

/** Gives the demo's merchant something to sell, unless it sells something already. */
@Injectable()
export class SeedCatalogue {
  constructor(
    private readonly importCatalogue: ImportCatalogue,
    private readonly readCatalogue: ReadCatalogue,
  ) {}

  /** @returns the ids of the merchant's products, ascending */
  async execute(merchant: Principal, merchantId: string): Promise<string[]> {
    const known = await this.productIds(merchantId);
    if (known.length > 0) return known;
    await this.importCatalogue.execute(merchant, merchantId, [PRODUCTS]);
    return this.productIds(merchantId);
  }

  private async productIds(merchantId: string): Promise<string[]> {
    const { items } = await this.readCatalogue.products({ merchantId }, { limit: MAX_PAGE_SIZE });
    return items.map(({ productId }) => productId);
  }
}
