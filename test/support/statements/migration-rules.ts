import type { DdlMigration } from '../../../src/platform/database/ddl-migration';

const TABLE_CREATION = /^\s*CREATE TABLE IF NOT EXISTS \w+ \(/;
/** Of an index as well: MariaDB's DROP INDEX takes no algorithm. */
const TABLE_CHANGE = /^\s*ALTER TABLE\b/;
/** What fails, or does more, when it is done a second time. */
const NOT_REPEATABLE = /\b(ADD|DROP|RENAME|CHANGE)\b/i;

/** @returns what is wrong with a migration, for those who add one, or undefined */
export function faultOf({
  statement,
  unless,
}: Pick<DdlMigration, 'statement' | 'unless'>): string | undefined {
  const sql = withoutTexts(statement);
  if (sql.includes(';')) return 'one statement each: what comes after a failed one would be lost';
  if (/^\s*CREATE\b.*\bTABLE\b/i.test(sql)) {
    if (!TABLE_CREATION.test(sql)) return 'write CREATE TABLE IF NOT EXISTS: it may have to run twice';
    return /\bSELECT\b/i.test(sql) ? 'filling a table locks the rows that are read' : undefined;
  }
  if (!TABLE_CHANGE.test(sql)) return 'only CREATE TABLE IF NOT EXISTS and ALTER TABLE, for indexes too';
  const [algorithm, ...otherAlgorithms] = valuesOf('ALGORITHM', sql);
  const [lock, ...otherLocks] = valuesOf('LOCK', sql);
  const isOnline =
    (algorithm === 'INSTANT' && lock === undefined) || (algorithm === 'INPLACE' && lock === 'NONE');
  if (!isOnline || otherAlgorithms.length > 0 || otherLocks.length > 0) {
    return 'say ALGORITHM=INSTANT, or ALGORITHM=INPLACE, LOCK=NONE: the server then refuses what would stop the application';
  }
  return unless === undefined && NOT_REPEATABLE.test(sql)
    ? 'say in `unless` how to see that it has been done: it may have to run twice'
    : undefined;
}

function valuesOf(option: 'ALGORITHM' | 'LOCK', sql: string): string[] {
  return [...sql.matchAll(new RegExp(`\\b${option}\\s*=\\s*(\\w+)`, 'gi'))].map(([, value]) =>
    value!.toUpperCase(),
  );
}

/** Without comments and what stands in quotes. */
function withoutTexts(sql: string): string {
  return sql
    .replace(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/gs, "''")
    .replace(/\/\*.*?\*\//gs, ' ')
    .replace(/(--\s|#).*$/gm, ' ');
}
