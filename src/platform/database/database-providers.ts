import type { Provider } from '@nestjs/common';
import type { Pool } from 'mysql2';
import { CONFIG, type Config } from '../../config/config';
import { Clock } from '../../shared/clock';
import { Database } from './database';
import { DatabaseClock } from './database-clock';
import { DatabaseEpoch } from './database-epoch';
import { IdGenerator } from './id-generator';
import { POOL } from './pool';

/** What stands on the connections of a process, however it has come to them. */
export const databaseProviders: Provider[] = [
  {
    provide: Database,
    inject: [POOL, CONFIG],
    useFactory: (pool: Pool, config: Config) =>
      new Database(pool, {
        statementMs: config.DATABASE_QUERY_TIMEOUT_SECONDS * 1000,
        lockWaitSeconds: config.DATABASE_LOCK_WAIT_SECONDS,
      }),
  },
  IdGenerator,
  DatabaseEpoch,
  DatabaseClock,
  { provide: Clock, useExisting: DatabaseClock },
];

export const databaseExports = [Database, DatabaseEpoch, IdGenerator, Clock];
