export { dataSourceOptions, detectServer, type Schema } from './data-source';
export { Database } from './database';
export { DatabaseModule, MIGRATION_NAMES } from './database.module';
export { DatabaseEpoch } from './database-epoch';
export { DatabaseEpochEntity } from './database-epoch.entity';
export { IdGenerator, type IdSequence, idSequence } from './id-generator';
export { IdSequenceEntity } from './id-sequence.entity';
export { parseJson } from './json';
export { MigrationInterrupted, migrate } from './migrate';
export {
  isConnectionLost,
  isDuplicateKey,
  isGuardRefusal,
  isReadOnly,
  isTransactionConflict,
} from './mysql-errors';
export { selectDoneMigrations } from './pending-migrations';
export { isServersFault } from './servers-fault';
export type { Change, SqlReader, SqlValue } from './sql';
export { Tx } from './tx';
