import mysql2 from 'mysql2';
import type { DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Config } from '../../../config/config';
import { detectServer } from '../detect-server';
import { MIGRATIONS_TABLE } from '../pending-migrations';
import { openPool } from '../pool';

export interface Schema {
  entities: EntityTarget<ObjectLiteral>[];
  migrations: (new () => object)[];
}

/**
 * TypeORM on the same connections as everything else: it opens its first before any hook could be set.
 * @param config names the database; `schema` lists entities and migrations (no globs: they break under Jest)
 */
export async function dataSourceOptions(config: Config, schema: Schema): Promise<DataSourceOptions> {
  return {
    type: await detectServer(config.DATABASE_URL),
    url: config.DATABASE_URL,
    driver: { ...mysql2, createPool: () => openPool(config) },
    timezone: 'Z',
    entities: schema.entities as never,
    migrations: schema.migrations as never,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'none',
    synchronize: false,
    logging: false,
  };
}
