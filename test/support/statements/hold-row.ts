import { createConnection, type RowDataPacket } from 'mysql2/promise';

/** Longer than any statement takes that waits for nobody. */
const LOOKS_APART_MS = 100;

export interface HeldRow {
  /** How many of the application's sessions wait: they were seen at the same statement twice. */
  waiters(): Promise<number>;
  release(): Promise<void>;
}

/** Holds a row's exclusive lock in a transaction. A held batch makes its flushes wait with all but their last statement done. */
export async function holdRow(
  databaseUrl: string,
  { table, key, value }: { table: string; key: string; value: string },
): Promise<HeldRow> {
  const url = new URL(databaseUrl);
  const database = url.pathname.slice(1);
  // Without a default database, so that nobody takes it for one of the application's sessions.
  url.pathname = '/';
  const connection = await createConnection(url.href);
  await connection.query('START TRANSACTION');
  await connection.query(`SELECT 1 FROM ${database}.${table} WHERE ${key} = ? FOR UPDATE`, [value]);
  const atWork = async (): Promise<string[]> => {
    const [sessions] = await connection.query<RowDataPacket[]>('SHOW PROCESSLIST');
    return sessions
      .filter(({ db, Command }) => db === database && Command === 'Query')
      .map(({ Id, Info }) => `${Id} ${Info}`);
  };
  return {
    waiters: async () => {
      const first = await atWork();
      await new Promise((resolve) => setTimeout(resolve, LOOKS_APART_MS));
      const second = await atWork();
      return first.filter((session) => second.includes(session)).length;
    },
    release: async () => {
      await connection.query('ROLLBACK');
      await connection.end();
    },
  };
}
