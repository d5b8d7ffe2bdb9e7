import * as fc from 'fast-check';
import { startApi, type TestApi } from '../../support/api';
import { findViolations } from '../../support/checkout';
import { commands } from '../../support/checkout-model/commands';
import { openStreet, Shop, type Street } from '../../support/checkout-model/shop';

/**
 * MODEL_RUNS: sequences. PROPERTY_SEED repeats a run; a failure prints the seed, the path and the replay path that repeat its
 * smallest counterexample alone (PROPERTY_PATH, PROPERTY_REPLAY).
 */
const RUNS = Number(process.env.MODEL_RUNS ?? 40);
const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31);
const MAX_COMMANDS = 20;
const PROGRESS_EVERY = 500;

jest.setTimeout(60_000 + RUNS * 10_000);

let api: TestApi;
let street: Street;

beforeAll(async () => {
  api = await startApi({ ORDER_UNPAID_SECONDS: '900', PROXIES_IN_FRONT: '1' });
  street = await openStreet(api);
});
afterAll(() => api.stop());

test(`checkouts go as the model says, whoever else is at it, and no coupon or money is lost (PROPERTY_SEED=${SEED} MODEL_RUNS=${RUNS})`, async () => {
  const startedAt = performance.now();
  let done = 0;
  const replayPath = process.env.PROPERTY_REPLAY;
  await fc.assert(
    fc.asyncProperty(
      fc.commands(commands, {
        maxCommands: MAX_COMMANDS,
        size: 'max',
        ...(replayPath ? { replayPath } : {}),
      }),
      async (sequence) => {
        const { shop, world } = await Shop.open(street);
        await fc.asyncModelRun(() => ({ model: world, real: shop }), sequence);
        await shop.end();
        const { keptMinor, owedMinor } = await shop.keptMoney();
        expect({ keptMinor, violations: await shop.violations(world) }).toEqual({
          keptMinor: owedMinor,
          violations: [],
        });
        if (++done % PROGRESS_EVERY === 0) reportProgress(done, startedAt);
      },
    ),
    { seed: SEED, numRuns: RUNS, ...(process.env.PROPERTY_PATH ? { path: process.env.PROPERTY_PATH } : {}) },
  );
  reportProgress(done, startedAt);
  const answers = [...street.answers].sort().map(([answer, count]) => `${answer} ${count}`);
  process.stdout.write(`model: ${answers.join(', ')}\n`);
  expect(await findViolations(api.database)).toEqual([]);
});

function reportProgress(done: number, startedAt: number): void {
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    `model: ${done} sequences in ${seconds.toFixed(0)} s (${(done / seconds).toFixed(1)}/s)\n`,
  );
}
