import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import { type ShippingRate, selectShippingRates, upsertShippingRate } from '../infra/shipping-rates';

const MAX_RATES = 200;

/** What ways of shipping cost, as the platform decides. */
@Injectable()
export class ShippingRates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  list(): Promise<ShippingRate[]> {
    return selectShippingRates(this.database, MAX_RATES);
  }

  /** Sets the price of a way of shipping in one currency; orders that exist keep theirs. */
  async set(actor: Principal, rate: ShippingRate): Promise<void> {
    await this.database.transaction(async (tx) => {
      await upsertShippingRate(tx, rate, this.clock.now());
      await this.audit.record(tx, actor, {
        action: 'shipping_rate.set',
        subject: 'shipping_rate',
        subjectId: '0',
        details: { ...rate },
      });
    });
  }
}
