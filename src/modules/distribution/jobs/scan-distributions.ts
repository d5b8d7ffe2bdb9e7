import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTask } from '../../../platform/scheduling';
import { AdvanceDistribution } from '../application/advance-distribution';

/** Finds in MySQL what is to be done, whatever jobs were lost: distributions that are due, and those that got stuck. */
@Injectable()
export class ScanDistributions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task: PeriodicTask;

  constructor(@Inject(CONFIG) config: Config, advance: AdvanceDistribution) {
    this.task = new PeriodicTask({
      name: 'distribution scan',
      intervalMs: config.DISTRIBUTION_SCAN_SECONDS * 1000,
      run: () => advance.all(),
    });
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }
}
