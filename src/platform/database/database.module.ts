import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { Pool } from 'mysql2';
import type { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../config/config';
import { Clock } from '../../shared/clock';
import { dataSourceOptions, type Schema } from './data-source';
import { Database } from './database';
import { DatabaseClock } from './database-clock';
import { IdGenerator } from './id-generator';

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
            new Database(
              (dataSource.driver as unknown as { pool: Pool }).pool,
              config.DATABASE_QUERY_TIMEOUT_SECONDS * 1000,
            ),
        },
        IdGenerator,
        DatabaseClock,
        { provide: Clock, useExisting: DatabaseClock },
      ],
      exports: [Database, IdGenerator, Clock],
    };
  }
}
