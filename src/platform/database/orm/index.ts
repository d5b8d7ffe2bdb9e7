export { dataSourceOptions, type Schema } from './data-source';
export { DatabaseEpochEntity } from './database-epoch.entity';
export { IdSequenceEntity } from './id-sequence.entity';
export { MigrationInterrupted, migrate } from './migrate';
export { OrmDatabaseModule } from './orm-database.module';
