import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTasks } from '../../../platform/scheduling';
import { CloseOrders } from '../application/close-orders';
import { CloseExternalHolds } from '../application/external-holds/close-external-holds';
import { ChargePayment } from '../application/payments/charge-payment';
import { SendRefunds } from '../application/refunds/send-refunds';

/**
 * What heals orders: each scan reads what is due from MySQL by an index, so nothing depends on a job, on Redis or on the
 * process that began something.
 */
@Injectable()
export class OrderScans {
  constructor(
    tasks: PeriodicTasks,
    @Inject(CONFIG) config: Config,
    closeOrders: CloseOrders,
    closeExternalHolds: CloseExternalHolds,
    chargePayment: ChargePayment,
    sendRefunds: SendRefunds,
  ) {
    const intervalMs = config.DUE_SCAN_SECONDS * 1000;
    tasks.add({ name: 'unpaid orders', intervalMs, run: () => closeOrders.timeOutDue() });
    tasks.add({ name: 'coupon locks', intervalMs, run: () => closeExternalHolds.releaseDue() });
    tasks.add({ name: 'open payments', intervalMs, run: () => chargePayment.checkDue() });
    tasks.add({ name: 'due refunds', intervalMs, run: () => sendRefunds.sendDue() });
  }
}
