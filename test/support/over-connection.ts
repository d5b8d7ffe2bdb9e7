import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Database } from '../../src/platform/database';

/** What the builders use of a database, over one plain connection: the application's processes have their own. */
export function overConnection(plain: Connection): Database {
  const rows = async <Row>(sql: string, values?: readonly unknown[]): Promise<Row[]> =>
    (await plain.query<RowDataPacket[]>(sql, values as unknown[]))[0] as Row[];
  const row = async <Row>(sql: string, values?: readonly unknown[]): Promise<Row | undefined> =>
    (await rows<Row>(sql, values))[0];
  return { rows, row, change: rows } as unknown as Database;
}
