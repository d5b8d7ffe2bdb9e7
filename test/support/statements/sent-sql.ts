import { appendFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Database } from '../../../src/platform/database/database';
import type { SqlValue } from '../../../src/platform/database/sql';
import { Tx } from '../../../src/platform/database/tx';
import type { Statement } from './plans';

/**
 * Set up for every integration test: notes each statement that the product sends, as the code says it (placeholders, not values),
 * with the module whose file sends it. What is new in a test file goes to the folder that the reporter of `test/sql` reads at
 * the end of the run; statements of the tests themselves are left out.
 */

const ROOT = join(__dirname, '../../..');
const OWN_FILES = new Set([
  __filename,
  ...['database', 'tx'].map((name) => join(ROOT, `src/platform/database/${name}.ts`)),
]);

/** Tests with random inputs: the shapes of what they send differ from run to run. Others send what matters of it. */
const RANDOM = /\.property\.spec|\/model\.spec|\/audience\/selection\.spec/;

const {
  normalise,
}: { normalise(sql: string): string } = require('../../../scripts/testing/sql-statements.mjs');

/** Statements of this test file, by their text, with the values of the last time. */
const sent = new Map<string, readonly SqlValue[] | undefined>();

/** The methods that take a statement: a new one has to be named below. */
type Sender<T> = {
  [Name in keyof T]: T[Name] extends (...args: infer Args) => unknown
    ? Args extends [sql: string, ...rest: unknown[]]
      ? Name
      : never
    : never;
}[keyof T];
const OF_DATABASE: Record<Sender<Database>, true> = { rows: true, row: true, change: true };
const OF_TRANSACTION: Record<Exclude<Sender<Tx>, Sender<Reads>>, true> = {
  change: true,
  changeAtCommit: true,
};
type Reads = Pick<Tx, 'rows' | 'row'>;
const OF_READS: Record<keyof Reads, true> = { rows: true, row: true };

watch(Database.prototype, OF_DATABASE);
watch(Tx.prototype, OF_TRANSACTION);
// The class that reads outside a transaction are of as well.
watch(Object.getPrototypeOf(Tx.prototype), OF_READS);

function watch(prototype: object, names: Record<string, true>): void {
  const methods = prototype as Record<string, (sql: string, values?: readonly SqlValue[]) => unknown>;
  for (const name of Object.keys(names)) {
    const original = methods[name]!;
    methods[name] = function noted(sql, values) {
      note(sql, values);
      return original.call(this, sql, values);
    };
  }
}

function note(sql: string, values: readonly SqlValue[] | undefined): void {
  if (!sent.has(sql)) {
    const sender = senderOf();
    if (sender === undefined) return;
    report(sender, sql);
  }
  sent.set(sql, values);
}

/** @returns the module, or the folder of src, of the file that called; undefined for a test */
function senderOf(): string | undefined {
  const prepare = Error.prepareStackTrace;
  // Without source maps, which only matter for lines.
  Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName() ?? '');
  const files = new Error().stack as unknown as string[];
  Error.prepareStackTrace = prepare;
  const file = files.find((name) => name.startsWith(sep) && !OWN_FILES.has(name));
  const [top, folder, name] = relative(ROOT, file ?? '').split(sep);
  if (top !== 'src') return undefined;
  return folder === 'modules' ? name : folder;
}

const reported = new Set<string>();

function report(sender: string, sql: string): void {
  const folder = process.env.SQL_SENT_FOLDER;
  const test = relative(ROOT, expect.getState().testPath ?? '');
  if (folder === undefined || RANDOM.test(test)) return;
  const statement = normalise(sql);
  if (reported.has(`${sender} ${statement}`)) return;
  reported.add(`${sender} ${statement}`);
  appendFileSync(
    join(folder, `${process.env.JEST_WORKER_ID ?? '1'}.jsonl`),
    `${JSON.stringify({ sender, statement, test })}\n`,
  );
}

/**
 * The statement that this test file has made the product send, for its plan: never a copy, which would stay as it is when the
 * product's changes.
 * @param pattern tells it from all others, in one line
 */
export function sentStatement(pattern: RegExp): Statement {
  const found = [...sent].filter(([sql]) => pattern.test(sql.replace(/\s+/g, ' ').trim()));
  if (found.length !== 1) {
    throw new Error(
      `${found.length} statements that were sent fit ${pattern}:\n${found.map(([sql]) => sql).join('\n')}`,
    );
  }
  const [sql, values] = found[0]!;
  return { sql, values };
}
