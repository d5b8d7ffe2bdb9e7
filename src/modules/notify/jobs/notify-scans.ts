import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTasks } from '../../../platform/scheduling';
import { Clock } from '../../../shared/clock';
import { SendDeliveries } from '../application/deliveries/send-deliveries';
import { PurgeMessages } from '../application/purge-messages';
import { PurgeReminders } from '../application/reminders/purge-reminders';
import { ScanReminders } from '../application/reminders/scan-reminders';

const SEND_INTERVAL_MS = 1_000;

/**
 * What needs no job and no Redis, because it is read from MySQL: deliveries that are due, reminders whose time has come, which
 * the daily scan missed or which were planned after it, and the purge of what is done.
 */
@Injectable()
export class NotifyScans {
  constructor(
    tasks: PeriodicTasks,
    @Inject(CONFIG) config: Config,
    clock: Clock,
    sendDeliveries: SendDeliveries,
    scanReminders: ScanReminders,
    purgeReminders: PurgeReminders,
    purgeMessages: PurgeMessages,
  ) {
    const scanMs = config.DUE_SCAN_SECONDS * 1000;
    const purgeMs = config.REMINDER_PURGE_SECONDS * 1000;
    tasks.add({
      name: 'due deliveries',
      intervalMs: SEND_INTERVAL_MS,
      run: (isStopping) => sendDeliveries.execute(isStopping),
    });
    tasks.add({
      name: 'due reminders',
      intervalMs: scanMs,
      run: (isStopping) => scanReminders.execute(clock.now(), isStopping),
    });
    tasks.add({
      name: 'reminder purge',
      intervalMs: purgeMs,
      run: (isStopping) => purgeReminders.execute(isStopping),
    });
    tasks.add({
      name: 'message purge',
      intervalMs: purgeMs,
      run: (isStopping) => purgeMessages.execute(isStopping),
    });
  }
}
