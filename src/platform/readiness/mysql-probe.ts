import { Inject, Injectable } from '@nestjs/common';
import { Database, isReadOnly, MIGRATION_NAMES, selectDoneMigrations } from '../database';
import { withinDeadline } from '../deadline';
import { rootLogger } from '../logging';

const LIMIT_MS = 2_000;

export interface MysqlState {
  /** `migrating`: it answers, and its schema is not what this version needs. `read_only`: a replica, or a server that fails over. */
  mysql: 'up' | 'migrating' | 'read_only' | 'down';
  migrationsPending: number;
}

/** Tries what every request needs: a connection of the pool, the schema, and a statement that writes, though it changes no row. */
@Injectable()
export class MysqlProbe {
  constructor(
    private readonly database: Database,
    @Inject(MIGRATION_NAMES) private readonly migrations: readonly string[],
  ) {}

  /** @returns what was found, within two seconds */
  state(): Promise<MysqlState> {
    return withinDeadline(LIMIT_MS, () => this.look());
  }

  private async look(): Promise<MysqlState> {
    try {
      const done = new Set(await selectDoneMigrations(this.database));
      const migrationsPending = this.migrations.filter((name) => !done.has(name)).length;
      if (migrationsPending > 0) return { mysql: 'migrating', migrationsPending };
      await this.database.change("UPDATE id_sequence SET next_value = next_value WHERE name = ''");
      return { mysql: 'up', migrationsPending };
    } catch (error) {
      if (isReadOnly(error)) return { mysql: 'read_only', migrationsPending: 0 };
      rootLogger.warn({ reason: error }, 'MySQL is away');
      return { mysql: 'down', migrationsPending: 0 };
    }
  }
}
