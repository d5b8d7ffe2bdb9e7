import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { Pool } from 'mysql2';
import type { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../../config/config';
import { databaseExports, databaseProviders } from '../database-providers';
import { MIGRATION_NAMES } from '../pending-migrations';
import { POOL } from '../pool';
import { dataSourceOptions, type Schema } from './data-source';

/** The database of the processes that serve. */
@Module({})
export class OrmDatabaseModule {
  /** @param schema the entities and migrations of every module, gathered by the composition root */
  static forRoot(schema: Schema): DynamicModule {
    return {
      module: OrmDatabaseModule,
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
          provide: POOL,
          inject: [getDataSourceToken()],
          useFactory: (dataSource: DataSource) => (dataSource.driver as unknown as { pool: Pool }).pool,
        },
        ...databaseProviders,
        { provide: MIGRATION_NAMES, useValue: schema.migrations.map(({ name }) => name) },
      ],
      exports: [...databaseExports, MIGRATION_NAMES],
    };
  }
}
