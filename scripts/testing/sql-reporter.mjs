import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { layOut, readStatements, writeStatements } from './sql-statements.mjs';

const root = resolve(import.meta.dirname, '../..');
const SPECS = 'test/integration';
const DUMP = 'npm run sql:dump';

/** @typedef {{ sender: string, statement: string, test: string }} Sent */

/**
 * With SQL_DUMP=1 writes what the product sent during the integration tests (`test/support/statements/sent-sql.ts`) to
 * `test/sql/<module>.sql`; with SQL_CHECK=1 compares them: a statement that no file has fails the run. After a run of all integration tests
 * one that nothing sends any more is named, and fails nothing: some are sent by chance only (a retry, a lost race). Without either it does
 * nothing. It is one reporter for all workers: each appends to a file of its own.
 */
export default class SqlReporter {
  /** @type {string | undefined} */
  #failure;
  #folder = '';

  /**
   * @param {{ testNamePattern?: string }} globalConfig
   * @param {{ folder?: string }} options where the files are
   */
  constructor(globalConfig, options = {}) {
    this.namesAll = !globalConfig.testNamePattern;
    this.files = resolve(root, options.folder ?? 'test/sql');
  }

  onRunStart() {
    if (!isAsked()) return;
    this.#folder = mkdtempSync(join(tmpdir(), 'coupon-sql-'));
    // Workers are started later, and inherit it.
    process.env.SQL_SENT_FOLDER = this.#folder;
  }

  /**
   * @param {unknown} _contexts
   * @param {{ numFailedTests: number, numFailedTestSuites: number, wasInterrupted: boolean, testResults: { testFilePath: string }[] }} results `success` is not set yet
   */
  onRunComplete(_contexts, results) {
    if (!isAsked()) return;
    const sent = readSent(this.#folder);
    rmSync(this.#folder, { recursive: true });
    const ran = new Set(results.testResults.map(({ testFilePath }) => relative(root, testFilePath)));
    const isWhole =
      this.namesAll &&
      results.numFailedTests + results.numFailedTestSuites === 0 &&
      !results.wasInterrupted &&
      specs().every((spec) => ran.has(spec));
    if (process.env.SQL_DUMP === '1') this.#dump(sent, isWhole);
    else this.#failure = this.#compare(sent, isWhole);
    if (this.#failure !== undefined) console.error(this.#failure);
  }

  getLastError() {
    return this.#failure === undefined ? undefined : new Error('test/sql is out of date');
  }

  /**
   * @param {Sent[]} sent
   * @param {boolean} isWhole
   */
  #dump(sent, isWhole) {
    // A part of the tests, or tests that fail, cannot tell what is not sent any more: they only add.
    const files = isWhole ? new Map() : readFiles(this.files);
    for (const { sender, statement } of sent) {
      const statements = files.get(sender) ?? new Set();
      files.set(sender, statements.add(statement));
    }
    mkdirSync(this.files, { recursive: true });
    for (const name of readdirSync(this.files)) rmSync(join(this.files, name));
    for (const [name, statements] of files) {
      writeFileSync(join(this.files, `${name}.sql`), writeStatements(name, statements));
    }
    const extent = isWhole ? 'wrote all of them' : 'not all integration tests ran and passed: only added';
    console.log(`test/sql: ${extent}`);
  }

  /**
   * @param {Sent[]} sent
   * @param {boolean} isWhole
   * @returns {string | undefined} what is wrong
   */
  #compare(sent, isWhole) {
    const files = readFiles(this.files);
    const unknown = sent.filter(({ sender, statement }) => !files.get(sender)?.has(statement));
    const news = new Map(unknown.map((one) => [`${one.sender} ${one.statement}`, one]));
    const all = new Set(sent.map(({ sender, statement }) => `${sender} ${statement}`));
    const stale = [...files].flatMap(([name, statements]) =>
      [...statements]
        .filter((statement) => isWhole && !all.has(`${name} ${statement}`))
        .map((text) => ({ name, text })),
    );
    for (const { name, text } of stale) {
      console.log(`\nIn test/sql/${name}.sql, but not sent this time ("${DUMP}" drops it):\n${layOut(text)}`);
    }
    if (news.size === 0) return undefined;
    return [
      '',
      `The statements of test/sql are not those that were sent: run "${DUMP}" and review the difference.`,
      ...[...news.values()].map(
        ({ sender, statement, test }) =>
          `\nNot in test/sql/${sender}.sql, sent in ${test}:\n${layOut(statement)}`,
      ),
    ].join('\n');
  }
}

const isAsked = () => process.env.SQL_DUMP === '1' || process.env.SQL_CHECK === '1';

/** @returns {string[]} */
function specs() {
  const names = /** @type {string[]} */ (readdirSync(join(root, SPECS), { recursive: true }));
  return names.filter((name) => name.endsWith('.spec.ts')).map((name) => join(SPECS, name));
}

/**
 * @param {string} folder
 * @returns {Sent[]}
 */
function readSent(folder) {
  return readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line));
  });
}

/**
 * @param {string} folder
 * @returns {Map<string, Set<string>>} the statements of each file, by the name of the module
 */
function readFiles(folder) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sql')) : [];
  return new Map(
    names.map((name) => [
      name.slice(0, -'.sql'.length),
      new Set(readStatements(readFileSync(join(folder, name), 'utf8'))),
    ]),
  );
}
