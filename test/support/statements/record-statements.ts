import * as mysql2 from 'mysql2';

/**
 * Records every statement that this process sends to MySQL, with its values in it, until it is stopped: what the server gets,
 * not what the code looks like. Values must hold no semicolon: statements that travel together are told apart by it.
 */
export function recordStatements(): { readonly statements: ReadonlySet<string>; stop(): void } {
  const statements = new Set<string>();
  // The class that connections inside and outside a pool both come from.
  const base = Object.getPrototypeOf(
    (mysql2 as unknown as { Connection: { prototype: object } }).Connection.prototype,
  );
  const original: (this: unknown, options: unknown, ...rest: unknown[]) => unknown = base.query;
  base.query = function record(options: unknown, ...rest: unknown[]) {
    const sql = typeof options === 'string' ? options : (options as { sql: string }).sql;
    for (const statement of sql.split(';')) statements.add(statement.trim());
    return original.call(this, options, ...rest);
  };
  return {
    statements,
    stop: () => {
      base.query = original;
    },
  };
}
