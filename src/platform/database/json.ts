/** A JSON column's value: MySQL's driver hands over the value, MariaDB's JSON is text. */
export function parseJson<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}
