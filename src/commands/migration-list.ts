import * as migrations from '../../migrations';

/** All migrations, in their order. */
export const migrationList = Object.values(migrations);
