export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Buffer
  | null
  | undefined
  | readonly SqlValue[];

/** What a statement that changes rows did. `affectedRows` counts rows FOUND by the WHERE, changed or not. */
export interface Change {
  affectedRows: number;
  /** The value of AUTO_INCREMENT or LAST_INSERT_ID(expr), or 0. */
  insertId: number;
  warningStatus: number;
}

/** Reads rows; the database itself and an open transaction both do. */
export interface SqlReader {
  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined>;
}
