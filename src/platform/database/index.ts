export { Database } from './database';
export { DatabaseModule } from './database.module';
export { DatabaseEpoch } from './database-epoch';
export { detectServer } from './detect-server';
export { IdGenerator, type IdSequence, idSequence } from './id-generator';
export { parseJson } from './json';
export {
  isConnectionLost,
  isDuplicateKey,
  isGuardRefusal,
  isReadOnly,
  isTransactionConflict,
} from './mysql-errors';
export { MIGRATION_NAMES, selectDoneMigrations } from './pending-migrations';
export { isServersFault } from './servers-fault';
export type { Change, SqlReader, SqlValue } from './sql';
export { Tx } from './tx';
