import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const FIXTURES = join(ROOT, 'test/architecture/fixtures');
const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}

/** @returns `rule: from → to` of everything that the rules forbid in a tree's `src` */
async function violationsIn(folder: string): Promise<string[]> {
  const args = [DEPCRUISE, '--config', CONFIG, '--output-type', 'json', 'src'];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
    // It ends with the number of violations.
  }).catch((error: { stdout: string }) => error);
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
  expect(summary.totalCruised).toBeGreaterThan(20);
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${nameOf(to)}`);
}

/** A file of a package, as the package's name. */
const nameOf = (path: string): string => /node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1] ?? path;

const M = 'src/modules';
/** Each rule's deliberate violations in the fixture tree: all of them, and nothing else there is refused. */
const PLANTED: Record<string, string[]> = {
  'modules-called-by-pricing': [`${M}/pricing/calls-rule.ts → ${M}/rule/index.ts`],
  'modules-called-by-catalogue': [`${M}/catalogue/application/calls-order.ts → ${M}/order/index.ts`],
  'modules-called-by-payment': [`${M}/payment/application/calls-order.ts → ${M}/order/index.ts`],
  'modules-called-by-distribution': [`${M}/distribution/application/calls-order.ts → ${M}/order/index.ts`],
  'modules-called-by-rule': [`${M}/rule/application/calls-batch.ts → ${M}/batch/index.ts`],
  'modules-called-by-audience': [`${M}/audience/application/calls-notify.ts → ${M}/notify/index.ts`],
  'modules-called-by-batch': [`${M}/batch/application/calls-coupon.ts → ${M}/coupon/index.ts`],
  'modules-called-by-notify': [`${M}/notify/application/calls-coupon.ts → ${M}/coupon/index.ts`],
  'modules-called-by-coupon': [`${M}/coupon/application/calls-order.ts → ${M}/order/index.ts`],
  'modules-called-by-order': [`${M}/order/application/calls-report.ts → ${M}/report/index.ts`],
  'modules-called-by-report': [`${M}/report/application/calls-unknown.ts → ${M}/unknown/index.ts`],
  'known-modules-only': [`${M}/report/application/calls-unknown.ts → ${M}/unknown/index.ts`],
  'modules-only-through-the-door': [`${M}/order/application/behind-the-door.ts → ${M}/batch/infra/rows.ts`],
  'root-only-through-the-door': [`src/commands/behind-the-door.ts → ${M}/batch/infra/rows.ts`],
  'domain-is-pure': [
    `${M}/pricing/node.ts → crypto`,
    `${M}/rule/domain/infra.ts → ${M}/rule/infra/rows.ts`,
    `${M}/rule/domain/node.ts → crypto`,
    `${M}/rule/domain/package.ts → typeorm`,
    `${M}/rule/domain/platform.ts → src/platform/part.ts`,
  ],
  'domain-takes-only-types-from-a-door': [
    `${M}/pricing/calls-rule.ts → ${M}/rule/index.ts`,
    `${M}/order/domain/values-of-a-module.ts → ${M}/rule/index.ts`,
  ],
  'shared-is-a-leaf': [
    'src/shared/stands-on-node.ts → fs',
    'src/shared/stands-on-platform.ts → src/platform/part.ts',
  ],
  'platform-knows-no-module': [`src/platform/knows-a-module.ts → ${M}/rule/index.ts`],
  'nobody-imports-the-root': ['src/platform/imports-the-root.ts → src/app.module.ts'],
  'no-circles': ['src/platform/circle-a.ts → src/platform/circle-b.ts'],
  'only-declared-packages': [
    'src/platform/only-for-tests.ts → fast-check',
    'src/platform/undeclared.ts → commander',
  ],
  'nothing-missing': ['src/platform/leads-nowhere.ts → ./nowhere'],
};

describe('each rule refuses its deliberate violation:', () => {
  let found: string[];

  beforeAll(async () => {
    found = await violationsIn(FIXTURES);
  }, 30_000);

  test.each(Object.entries(PLANTED))('%s', (rule, planted) => {
    const byRule = found.filter((violation) => violation.startsWith(`${rule}: `));
    expect(byRule.sort()).toEqual(planted.map((violation) => `${rule}: ${violation}`).sort());
  });

  test('and there is no rule without one', () => {
    const { forbidden } = require(CONFIG) as { forbidden: { name: string }[] };
    expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(PLANTED).sort());
  });
});

test('the source keeps every rule', async () => {
  expect(await violationsIn(ROOT)).toEqual([]);
}, 30_000);

describe('transactions', () => {
  const OPENS = /(?:database|idempotency)\s*\.(?:transaction|once)\(/i;
  /** The sandbox plays the payment provider, an outside system with tables of its own. */
  const OUTSIDE = ['src/modules/payment/infra/sandbox/'];

  function openedIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => OPENS.test(readFileSync(file, 'utf8')))
      .map((file) => relative(ROOT, file));
  }

  test("are opened only by a module's application code", () => {
    const files = openedIn(join(ROOT, 'src/modules'));
    expect(files.length).toBeGreaterThan(5);
    const elsewhere = files.filter(
      (file) =>
        !/^src\/modules\/[^/]+\/application\//.test(file) && !OUTSIDE.some((path) => file.startsWith(path)),
    );
    expect(elsewhere).toEqual([]);
  });

  test('are noticed where they are opened', () => {
    expect(OPENS.test('await this.database.transaction(async (tx) => {')).toBe(true);
    expect(OPENS.test('return this.idempotency.once(once, (tx) => 1)')).toBe(true);
    expect(OPENS.test("emitter.once('end', done)")).toBe(false);
  });
});
