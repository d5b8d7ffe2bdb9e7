import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTasks } from '../../../platform/scheduling';
import { HealGate } from '../application/claims/heal-gate';
import { ExpireCoupons } from '../application/expire-coupons';

/**
 * Records coupons whose time has passed, and finds gates that differ from MySQL, whatever made them differ: unsold stock is a
 * defect.
 */
@Injectable()
export class CouponScans {
  constructor(
    tasks: PeriodicTasks,
    @Inject(CONFIG) config: Config,
    expireCoupons: ExpireCoupons,
    healGate: HealGate,
  ) {
    tasks.add({
      name: 'ended coupons',
      intervalMs: config.DUE_SCAN_SECONDS * 1000,
      run: (isStopping) => expireCoupons.execute(isStopping),
    });
    tasks.add({
      name: 'gate scan',
      intervalMs: config.GATE_SCAN_SECONDS * 1000,
      run: () => healGate.healAll(),
    });
  }
}
