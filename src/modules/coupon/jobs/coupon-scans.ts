import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTask } from '../../../platform/scheduling';
import { ExpireCoupons } from '../application/expire-coupons';

/** Notes coupons whose time has passed. */
@Injectable()
export class CouponScans implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task: PeriodicTask;
  private stopping = false;

  constructor(@Inject(CONFIG) config: Config, expireCoupons: ExpireCoupons) {
    this.task = new PeriodicTask({
      name: 'ended coupons',
      intervalMs: config.DUE_SCAN_SECONDS * 1000,
      run: async () => void (await expireCoupons.execute(() => this.stopping)),
    });
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.task.stop();
  }
}
