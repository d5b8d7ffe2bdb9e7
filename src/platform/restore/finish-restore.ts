import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import { Database } from '../database';

/**
 * By how much ids move on. The life that was lost has given out ids that the restored database knows nothing of: to clients, to
 * payment providers, and in blocks that processes still hold. No life gives out so many between a backup and its end.
 */
const JUMP = 1_000_000_000;
const MAX_EPOCH = 2 ** 48 - 1;

export interface FinishedRestore {
  /** The new life. */
  epoch: string;
  /** How many id sequences and counting tables have moved on. */
  sequences: number;
  countingTables: number;
}

/**
 * Makes a database that was set back fit for use: ids of the lost life never come again, and everyone who remembers that life
 * forgets it. May be repeated: each time is one more new life. Ids first, so that who hears of the new life gets new ids.
 */
@Injectable()
export class FinishRestore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<FinishedRestore> {
    const moved = await this.database.change('UPDATE id_sequence SET next_value = next_value + ?', [JUMP]);
    const countingTables = await this.moveCountersOn();
    const epoch = String(randomInt(1, MAX_EPOCH));
    await this.database.change(
      `INSERT INTO database_epoch (database_epoch_id, epoch, begun_at) VALUES (1, ?, ?)
       ON DUPLICATE KEY UPDATE epoch = VALUES(epoch), begun_at = VALUES(begun_at)`,
      [epoch, this.clock.now()],
    );
    return { epoch, sequences: moved.affectedRows, countingTables };
  }

  /** Rows that MySQL numbers have ids that others keep as well: e-mails, jobs, streams. */
  private async moveCountersOn(): Promise<number> {
    const counters = await this.database.rows<{ tableName: string; columnName: string }>(
      `SELECT TABLE_NAME AS tableName, COLUMN_NAME AS columnName FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = DATABASE() AND EXTRA LIKE '%auto_increment%' AND DATA_TYPE = 'bigint'`,
    );
    for (const { tableName, columnName } of counters) {
      const last = await this.database.row<{ last: string | null }>(
        `SELECT MAX(${columnName}) AS last FROM ${tableName}`,
      );
      // The counter of an empty table may be far ahead of its rows; a value below it is not taken, and does no harm.
      const next = Number(last?.last ?? 0) + JUMP;
      await this.database.change(`ALTER TABLE ${tableName} AUTO_INCREMENT = ${next}`);
    }
    return counters.length;
  }
}
