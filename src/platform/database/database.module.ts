import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'mysql2';
import { CONFIG } from '../../config/config';
import { databaseExports, databaseProviders } from './database-providers';
import { openPool, POOL } from './pool';

/** The database without TypeORM, which knows the schema and takes longer to load than a command to run. */
@Global()
@Module({
  providers: [{ provide: POOL, inject: [CONFIG], useFactory: openPool }, ...databaseProviders],
  exports: databaseExports,
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  async onApplicationShutdown(): Promise<void> {
    await new Promise<void>((resolve) => this.pool.end(() => resolve()));
  }
}
