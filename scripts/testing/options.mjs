export const TEST_HELP = `npm test [-- OPTIONS] [JEST ARGUMENTS]

Runs the tests on a throw-away MySQL and Redis, which it starts and removes. Needs Node 20.19 and nothing else.
Arguments that are not listed here go to Jest, e.g. npm test -- --selectProjects unit; without any, the launcher's own
tests (scripts/**/*.test.mjs) run as well. A line per file is printed; what the tests print is shown for a file that fails,
in CI all of it. The slowest files are named at the end.

npm run jest -- PATH         runs the files of that path, with servers where they need some
npm run test:watch           runs the unit tests that a change concerns, whenever a file is saved
npm run test:watch -- PATH   runs the files of that path whenever a file is saved; servers stay up in between

Options:
  --bare-servers       only start the servers, print their URLs, and wait for Ctrl-C
  --summary-file=FILE  write {"passed": n, "failed": n} there
  --help               show this text

Variables:
  TEST_DATABASE_URL, TEST_REDIS_URL  use these servers: an account that may create databases coupon_test_…
  MYSQLD, REDIS_SERVER               server programs to run, e.g. another MySQL
  COUPON_NO_APT=1                    never install packages`;

/**
 * @param {string[]} args
 * @returns {{ help: boolean, bareServers: boolean, summaryFile: string | undefined, jestArgs: string[] }}
 */
export function parseTestOptions(args) {
  /** @type {ReturnType<typeof parseTestOptions>} */
  const options = { help: false, bareServers: false, summaryFile: undefined, jestArgs: [] };
  for (const arg of args) {
    if (arg === '--help') options.help = true;
    else if (arg === '--bare-servers') options.bareServers = true;
    else if (arg.startsWith('--summary-file=')) options.summaryFile = arg.slice('--summary-file='.length);
    else options.jestArgs.push(arg);
  }
  return options;
}
