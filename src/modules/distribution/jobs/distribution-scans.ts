import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTasks } from '../../../platform/scheduling';
import { AdvanceDistribution } from '../application/advance-distribution';

/** Finds in MySQL what is to be done, whatever jobs were lost: distributions that are due, and those that got stuck. */
@Injectable()
export class DistributionScans {
  constructor(tasks: PeriodicTasks, @Inject(CONFIG) config: Config, advance: AdvanceDistribution) {
    tasks.add({
      name: 'distribution scan',
      intervalMs: config.DISTRIBUTION_SCAN_SECONDS * 1000,
      run: () => advance.all(),
    });
  }
}
