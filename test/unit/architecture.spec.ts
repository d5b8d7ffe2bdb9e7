import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sqlViolationsIn, tablesOf } from '../architecture/sql-doors';

const ROOT = join(__dirname, '../..');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const FIXTURES = join(ROOT, 'test/architecture/fixtures');
const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** Going through a tree takes 3 to 10 s on an idle machine; only what hangs takes so many times longer. */
const LIMIT_MS = 180_000;

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
  'modules-called-by-code': [`${M}/code/application/calls-order.ts → ${M}/order/index.ts`],
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
  'http-through-its-own-door': [`${M}/order/application/borrows.ts → ${M}/rule/http/index.ts`],
  'core-knows-no-http': [
    `${M}/order/application/serves.ts → @nestjs/swagger`,
    `${M}/order/application/serves.ts → fastify`,
    `${M}/order/cli/asks-http.ts → ${M}/order/http/asks-a-job.ts`,
    `${M}/order/http/order-input.ts → src/platform/http/serve.ts`,
    `${M}/order/jobs/serves.ts → src/platform/http/serve.ts`,
    'src/platform/imports-the-root.ts → src/app.module.ts',
  ],
  'orm-for-the-schema': [
    `${M}/order/application/maps-objects.ts → typeorm`,
    `${M}/order/infra/reads-an-entity.ts → ${M}/order/infra/thing.entity.ts`,
    `${M}/rule/domain/package.ts → typeorm`,
  ],
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
  'entrances-call-application': [
    `${M}/order/cli/reads-rows.ts → ${M}/order/infra/rows.ts`,
    `${M}/order/http/reads-rows.ts → ${M}/order/infra/rows.ts`,
    `${M}/order/jobs/reads-rows.ts → ${M}/order/infra/rows.ts`,
  ],
  'application-knows-no-entrance': [
    `${M}/order/application/knows-http.ts → ${M}/order/http/order.dto.ts`,
    `${M}/order/infra/knows-http.ts → ${M}/order/http/order.dto.ts`,
  ],
  'entrances-stand-apart': [
    `${M}/order/http/asks-a-job.ts → ${M}/order/jobs/allowed.ts`,
    `${M}/order/jobs/asks-http.ts → ${M}/order/http/order.dto.ts`,
  ],
  'database-of-application-and-infra': [
    `${M}/order/cli/opens-a-transaction.ts → src/platform/database/index.ts`,
    `${M}/order/http/opens-a-transaction.ts → src/platform/database/index.ts`,
    `${M}/order/jobs/opens-a-transaction.ts → src/platform/database/database.ts`,
    'src/commands/opens-a-transaction.ts → src/platform/database/index.ts',
  ],
  'idempotency-of-application': [
    `${M}/order/http/does-it-once.ts → src/platform/idempotency/idempotency.ts`,
    `${M}/order/infra/does-it-once.ts → src/platform/idempotency/idempotency.ts`,
  ],
  'shared-is-a-leaf': [
    'src/shared/stands-on-node.ts → fs',
    'src/shared/stands-on-platform.ts → src/platform/part.ts',
  ],
  'platform-knows-no-module': [`src/platform/knows-a-module.ts → ${M}/rule/index.ts`],
  'nobody-imports-the-root': ['src/platform/imports-the-root.ts → src/app.module.ts'],
  'no-circles': ['src/platform/circle-a.ts → src/platform/circle-b.ts'],
  'no-circles-of-types': [
    'src/platform/circle-a.ts → src/platform/circle-b.ts',
    'src/platform/circle-of-types-a.ts → src/platform/circle-of-types-b.ts',
  ],
  'only-declared-packages': [
    'src/platform/only-for-tests.ts → fast-check',
    'src/platform/undeclared.ts → es-toolkit',
  ],
  'nothing-missing': ['src/platform/leads-nowhere.ts → ./nowhere'],
};

/** The same for what stands in statements. */
const PLANTED_SQL: Record<string, string[]> = {
  'sql-only-in-infra': [
    `${M}/order/application/holds-sql.ts:2`,
    `${M}/order/application/holds-sql.ts:4`,
    `${M}/order/application/holds-sql.ts:6`,
    `${M}/order/jobs/holds-sql.ts:1`,
    'src/commands/holds-sql.ts:1',
  ],
  'tables-only-in-their-owners-infra': [
    `${M}/order/infra/names-tables.ts:3 names coupon_batch of ${M}/batch`,
    `${M}/order/infra/names-tables.ts:6 names rule of ${M}/rule`,
    `${M}/order/infra/names-tables.ts:9 names rule of ${M}/rule`,
    `${M}/order/infra/names-tables.ts:11 names coupon_batch of ${M}/batch`,
    `${M}/order/infra/names-tables.ts:13 names outbox of src/platform`,
    `${M}/order/infra/names-tables.ts:15 names rule of ${M}/rule`,
    `${M}/order/infra/names-tables.ts:17 names rule of ${M}/rule`,
    `${M}/report/infra/statistics.ts:5 names coupon_batch of ${M}/batch`,
    `${M}/report/infra/statistics.ts:7 names rule of ${M}/rule`,
    `src/platform/names-a-table.ts:1 names rule of ${M}/rule`,
  ],
};

describe('each rule refuses its deliberate violation:', () => {
  let found: string[];

  beforeAll(async () => {
    found = await violationsIn(FIXTURES);
  }, LIMIT_MS);

  test.each(Object.entries(PLANTED))('%s', (rule, planted) => {
    const byRule = found.filter((violation) => violation.startsWith(`${rule}: `));
    expect(byRule.sort()).toEqual(planted.map((violation) => `${rule}: ${violation}`).sort());
  });

  test('and there is no rule without one', () => {
    const { forbidden } = require(CONFIG) as { forbidden: { name: string }[] };
    expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(PLANTED).sort());
  });
});

test(
  'the source keeps every rule',
  async () => {
    expect(await violationsIn(ROOT)).toEqual([]);
  },
  LIMIT_MS,
);

describe('statements: each rule refuses its deliberate violation:', () => {
  const found = sqlViolationsIn(FIXTURES);

  test.each(Object.entries(PLANTED_SQL))('%s', (rule, planted) => {
    const byRule = found.filter((violation) => violation.startsWith(`${rule}: `));
    expect(byRule.sort()).toEqual(planted.map((violation) => `${rule}: ${violation}`).sort());
  });

  test('and nothing else', () => {
    expect(found).toHaveLength(Object.values(PLANTED_SQL).flat().length);
  });
});

test(
  'the source keeps the rules of statements',
  () => {
    expect(tablesOf(ROOT).size).toBeGreaterThan(40);
    expect(sqlViolationsIn(ROOT)).toEqual([]);
  },
  LIMIT_MS,
);
