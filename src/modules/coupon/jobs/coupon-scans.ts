import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTasks } from '../../../platform/scheduling';
import { HealGate } from '../application/claims/heal-gate';
import { ExpireCoupons } from '../application/expire-coupons';
import { PurgeOperations } from '../application/operations/purge-operations';

/**
 * Records coupons whose time has passed, finds gates that differ from MySQL, whatever made them differ (unsold stock is a
 * defect), and deletes old operations.
 */
@Injectable()
export class CouponScans {
  constructor(
    tasks: PeriodicTasks,
    @Inject(CONFIG) config: Config,
    expireCoupons: ExpireCoupons,
    healGate: HealGate,
    purgeOperations: PurgeOperations,
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
    tasks.add({
      name: 'operation purge',
      intervalMs: config.PURGE_SECONDS * 1000,
      run: (isStopping) => purgeOperations.execute(isStopping),
    });
  }
}
