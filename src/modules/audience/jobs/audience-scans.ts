import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTasks } from '../../../platform/scheduling';
import { PurgeRejects } from '../application/imports/purge-rejects';

/** What is deleted of imports when its time is over. */
@Injectable()
export class AudienceScans {
  constructor(tasks: PeriodicTasks, @Inject(CONFIG) config: Config, purgeRejects: PurgeRejects) {
    tasks.add({
      name: 'import reject purge',
      intervalMs: config.PURGE_SECONDS * 1000,
      run: (isStopping) => purgeRejects.execute(isStopping),
    });
  }
}
