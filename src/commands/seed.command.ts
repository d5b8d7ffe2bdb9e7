import type { Principal } from '../platform/auth';
import { Command, ServiceCommand } from '../platform/cli';
import { DEMO_MERCHANT_ID, DEMO_USER_ID } from './demo-people';

/** By this name it finds again what it has made. */
const MERCHANT: Principal = { role: 'merchant', id: 'demo', merchantId: DEMO_MERCHANT_ID };

@Command({ name: 'seed', description: 'make a small demo, or find the one that is there' })
export class SeedCommand extends ServiceCommand {
  protected async act(): Promise<object> {
    const { SeedCoupons } = await import('./seed-coupons.js');
    const { SeedCodes } = await import('./seed-codes.js');
    const { SeedCatalogue } = await import('./seed-catalogue.js');
    const seedCoupons = await this.services.get(SeedCoupons);
    const seedCodes = await this.services.get(SeedCodes);
    const seedCatalogue = await this.services.get(SeedCatalogue);
    const coupons = await seedCoupons.execute(MERCHANT);
    return {
      merchantId: DEMO_MERCHANT_ID,
      userId: DEMO_USER_ID,
      ...coupons,
      ...(await seedCodes.execute(MERCHANT, coupons.ruleId)),
      productIds: await seedCatalogue.execute(MERCHANT, DEMO_MERCHANT_ID),
    };
  }
}
