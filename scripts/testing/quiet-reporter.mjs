const SLOWEST = 10;
/** Enough to see what led to a failure at a terminal; in CI, where nobody can look again, all of it is shown. */
const SHOWN_LINES = process.env.CI ? Number.POSITIVE_INFINITY : 200;

/**
 * @typedef {import('@jest/reporters').Test} Test
 * @typedef {import('@jest/reporters').TestResult} TestResult
 * @typedef {import('@jest/reporters').AggregatedResult} AggregatedResult
 */

/**
 * One line per test file, the failures, and the slowest files. What the tests and the product print meanwhile, expected warnings
 * above all, is kept and shown only with a test file that fails: all that was printed while it ran, of files beside it as well.
 * The totals are those of Jest's own summary reporter.
 */
export default class QuietReporter {
  #write = process.stderr.write.bind(process.stderr);
  /** Gives standard output and error back. @type {() => void} */
  #release = () => {};
  /** What was printed since each running file began, by its path. @type {Map<string, string[]>} */
  #printed = new Map();
  #finished = 0;
  /** @type {{ name: string, ms: number }[]} */
  #times = [];

  onRunStart() {
    this.#finished = 0;
    this.#times = [];
    this.#printed.clear();
    this.#release = this.#capture();
  }

  /** @param {Test} test */
  onTestFileStart(test) {
    this.#printed.set(test.path, []);
  }

  /**
   * @param {Test} test
   * @param {TestResult} result
   * @param {AggregatedResult} results
   */
  onTestFileResult(test, result, results) {
    const { displayName, rootDir } = test.context.config;
    const name = `${displayName?.name ?? ''} ${test.path.slice(rootDir.length + 1)}`.trim();
    const ms = Math.max(0, result.perfStats.end - result.perfStats.start);
    this.#times.push({ name, ms });
    this.#finished++;
    const failed = result.numFailingTests > 0 || result.testExecError !== undefined;
    const counter = `[${this.#finished}/${results.numTotalTestSuites}]`;
    this.#write(`${failed ? 'FAIL' : 'PASS'} ${counter} ${name} (${seconds(ms)})\n`);
    const printed = this.#printed.get(test.path) ?? [];
    this.#printed.delete(test.path);
    if (!failed) return;
    this.#write(`${result.failureMessage ?? ''}\n`);
    const lines = [...(result.console ?? []).map(({ message }) => `${message}\n`), ...printed]
      .join('')
      .trimEnd();
    if (lines !== '') this.#write(`Printed meanwhile:\n${indentLast(lines, SHOWN_LINES)}\n\n`);
  }

  onRunComplete() {
    this.#release();
    this.#release = () => {};
    // One file needs no list.
    if (this.#times.length < 2) return;
    const slowest = this.#times.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
    this.#write(
      `\nThe slowest files:\n${slowest.map(({ name, ms }) => `  ${seconds(ms).padStart(8)}  ${name}\n`).join('')}`,
    );
  }

  /** Keeps what the processes that run tests print, which Jest passes on to our own output. */
  #capture() {
    const streams = [process.stdout, process.stderr];
    const writes = streams.map((stream) => stream.write);
    for (const stream of streams) {
      stream.write = /** @type {typeof stream.write} */ (
        (
          /** @type {string | Uint8Array} */ chunk,
          /** @type {any} */ encoding,
          /** @type {any} */ callback,
        ) => {
          const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
          for (const lines of this.#printed.values()) lines.push(text);
          const done = typeof encoding === 'function' ? encoding : callback;
          done?.();
          return true;
        }
      );
    }
    return () => {
      for (const [index, stream] of streams.entries()) stream.write = /** @type {any} */ (writes[index]);
    };
  }
}

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * @param {string} text
 * @param {number} most lines
 */
function indentLast(text, most) {
  const lines = text.split('\n');
  const shown = lines.slice(-most).map((line) => `  | ${line}`);
  if (lines.length > most) shown.unshift(`  | … ${lines.length - most} lines before`);
  return shown.join('\n');
}
