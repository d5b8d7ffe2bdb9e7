import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PeriodicTask } from '../../../platform/scheduling';
import { SendDeliveries } from '../application/send-deliveries';

const INTERVAL_MS = 1_000;

/** Sends what is due, read from MySQL, so that nothing depends on a job or on Redis. */
@Injectable()
export class DeliveryScan implements OnApplicationBootstrap, OnApplicationShutdown {
  private stopping = false;
  private readonly task: PeriodicTask;

  constructor(sendDeliveries: SendDeliveries) {
    this.task = new PeriodicTask({
      name: 'due deliveries',
      intervalMs: INTERVAL_MS,
      run: () => sendDeliveries.execute(() => this.stopping),
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
