export { dataSourceOptions, type Schema } from './data-source';
export { type Change, Database, type SqlReader, type SqlValue, Tx } from './database';
export { DatabaseModule } from './database.module';
export { IdGenerator, type IdSequence, idSequence } from './id-generator';
export { IdSequenceEntity } from './id-sequence.entity';
export { parseJson } from './json';
export { MigrationInterrupted, migrate } from './migrate';
export { isConnectionLost, isDuplicateKey, isGuardRefusal, isTransactionConflict } from './mysql-errors';
export { isServersFault } from './servers-fault';
