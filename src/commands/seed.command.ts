import type { Principal } from '../platform/auth';
import { Command, ServiceCommand } from '../platform/cli';

const MERCHANT_ID = '1';
const MERCHANT: Principal = { role: 'merchant', id: 'demo', merchantId: MERCHANT_ID };
/** Users need no row of their own: a token with this id is enough. */
const USER_ID = '1001';

@Command({ name: 'seed', description: 'make a small demo, or find the one that is there' })
export class SeedCommand extends ServiceCommand {
  protected async act(): Promise<object> {
    const { SeedCoupons } = await import('./seed-coupons.js');
    const { SeedCatalogue } = await import('./seed-catalogue.js');
    const seedCoupons = await this.services.get(SeedCoupons);
    const seedCatalogue = await this.services.get(SeedCatalogue);
    return {
      merchantId: MERCHANT_ID,
      userId: USER_ID,
      ...(await seedCoupons.execute(MERCHANT)),
      productIds: await seedCatalogue.execute(MERCHANT, MERCHANT_ID),
    };
  }
}
