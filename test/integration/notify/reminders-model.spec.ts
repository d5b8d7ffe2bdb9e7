import { startApi, type TestApi } from '../../support/api';
import { printedRandom } from '../../support/random';
import { CouponStreet } from '../../support/reminder-model/coupon-street';

/** REMINDER_RUNS: lives of a street of users; TEST_SEED repeats a run. */
const RUNS = Number(process.env.REMINDER_RUNS ?? 15);
const STEPS = 100;

jest.setTimeout(60_000 + RUNS * 10_000);

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

test('each user is reminded exactly where the lives of their coupons say so', async () => {
  const random = printedRandom('reminders');
  let messages = 0;
  for (let run = 1; run <= RUNS; run++) {
    const street = await CouponStreet.open(api, random);
    for (let step = 1; step <= STEPS; step++) {
      const scan = await street.step();
      if (!scan) continue;
      messages += scan.expected.length;
      expect({ run, step, told: scan.told }).toEqual({ run, step, told: scan.expected });
    }
    street.close();
  }
  process.stdout.write(`reminders: ${messages} messages in ${RUNS} lives\n`);
  expect(messages).toBeGreaterThan(RUNS);
});
