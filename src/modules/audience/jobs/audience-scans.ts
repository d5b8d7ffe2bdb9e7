import { Injectable } from '@nestjs/common';
import { PeriodicTasks } from '../../../platform/scheduling';
import { PurgeRejects } from '../application/imports/purge-rejects';

const PURGE_INTERVAL_MS = 3_600_000;

/** What needs no job, because it is read from MySQL. */
@Injectable()
export class AudienceScans {
  constructor(tasks: PeriodicTasks, purgeRejects: PurgeRejects) {
    tasks.add({
      name: 'import reject purge',
      intervalMs: PURGE_INTERVAL_MS,
      run: (isStopping) => purgeRejects.execute(isStopping),
    });
  }
}
