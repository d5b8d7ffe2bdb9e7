import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTask } from '../../../platform/scheduling';
import { ChargePayment } from '../application/charge-payment';
import { CloseExternalHolds } from '../application/close-external-holds';
import { CloseOrders } from '../application/close-orders';
import { SendRefunds } from '../application/send-refunds';

/**
 * What heals orders: each scan reads what is due from MySQL by an index, so nothing depends on a job, on Redis or on the
 * process that began something.
 */
@Injectable()
export class OrderScans implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tasks: PeriodicTask[];

  constructor(
    closeOrders: CloseOrders,
    closeExternalHolds: CloseExternalHolds,
    chargePayment: ChargePayment,
    sendRefunds: SendRefunds,
    @Inject(CONFIG) config: Config,
  ) {
    const task = (name: string, run: () => Promise<void>) =>
      new PeriodicTask({ name, intervalMs: config.DUE_SCAN_SECONDS * 1000, run });
    this.tasks = [
      task('unpaid orders', () => closeOrders.timeOutDue()),
      task('coupon locks', () => closeExternalHolds.releaseDue()),
      task('open payments', () => chargePayment.checkDue()),
      task('due refunds', () => sendRefunds.sendDue()),
    ];
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
  }
}
