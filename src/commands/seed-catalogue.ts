import { Injectable } from '@nestjs/common';
import { ImportCatalogue, ReadCatalogue } from '../modules/order';
import type { Principal } from '../platform/auth';

const CATALOGUE = `sku,name,category,price_minor,currency
MUG,Mug,Home / Kitchen,1250,USD
LAMP,Lamp,Home / Light,6400,USD
PEN,Pen,Office,150,USD
`;

/** Gives the demo's merchant something to sell. */
@Injectable()
export class SeedCatalogue {
  constructor(
    private readonly importCatalogue: ImportCatalogue,
    private readonly readCatalogue: ReadCatalogue,
  ) {}

  /** Imports the demo's products unless the merchant has some. @returns one of them */
  async execute(merchantId: string): Promise<{ productId: string }> {
    const known = await this.firstProduct(merchantId);
    if (known !== undefined) return { productId: known };
    const merchant: Principal = { role: 'merchant', id: 'demo', merchantId };
    await this.importCatalogue.execute(merchant, merchantId, [CATALOGUE]);
    return { productId: (await this.firstProduct(merchantId))! };
  }

  private async firstProduct(merchantId: string): Promise<string | undefined> {
    const { items } = await this.readCatalogue.products({ merchantId }, { limit: 1 });
    return items[0]?.productId;
  }
}
