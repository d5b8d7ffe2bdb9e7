import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTask } from '../../../platform/scheduling';
import { HealGate } from '../application/heal-gate';

/** Finds gates that differ from MySQL, whatever made them differ: unsold stock is a defect. */
@Injectable()
export class ScanGates implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task: PeriodicTask;

  constructor(@Inject(CONFIG) config: Config, healGate: HealGate) {
    this.task = new PeriodicTask({
      name: 'gate scan',
      intervalMs: config.GATE_SCAN_SECONDS * 1000,
      run: () => healGate.healAll(),
    });
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }
}
