import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { Pool } from 'mysql2';
import type { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../config/config';
import { Clock } from '../../shared/clock';
import { dataSourceOptions, type Schema } from './data-source';
import { Database } from './database';
import { DatabaseClock } from './database-clock';
import { DatabaseEpoch } from './database-epoch';
import { IdGenerator } from './id-generator';

/** The names of all migrations, for the injector. */
export const MIGRATION_NAMES = Symbol('the names of the migrations');

@Module({})
export class DatabaseModule {
  /** @param schema the entities and migrations of every module, gathered by the composition root */
  static forRoot(schema: Schema): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [CONFIG],
          useFactory: async (config: Config) => ({
            ...(await dataSourceOptions(config, schema)),
            retryAttempts: 0,
          }),
        }),
      ],
      providers: [
        {
          provide: Database,
          inject: [getDataSourceToken(), CONFIG],
          useFactory: (dataSource: DataSource, config: Config) =>
            new Database((dataSource.driver as unknown as { pool: Pool }).pool, {
              statementMs: config.DATABASE_QUERY_TIMEOUT_SECONDS * 1000,
              lockWaitSeconds: config.DATABASE_LOCK_WAIT_SECONDS,
            }),
        },
        { provide: MIGRATION_NAMES, useValue: schema.migrations.map(({ name }) => name) },
        IdGenerator,
        DatabaseEpoch,
        DatabaseClock,
        { provide: Clock, useExisting: DatabaseClock },
      ],
      exports: [Database, DatabaseEpoch, IdGenerator, Clock, MIGRATION_NAMES],
    };
  }
}
