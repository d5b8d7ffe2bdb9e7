import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { UnpaidOrderJobs } from '../../../src/modules/order/application/unpaid-order-jobs';
import { UNPAID_ORDER_QUEUE } from '../../../src/modules/order/jobs/unpaid-order.queue';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, couponFacts, newOffer, newProducts } from '../../support/checkout';
import { startWorker } from '../../support/servers/worker';
import { newShopper } from '../../support/shopper';
import { until } from '../../support/until';

/** So long that only the job can have closed an order within this test. */
const FAR = '300';

let api: TestApi;
let worker: INestApplicationContext;

beforeAll(async () => {
  api = await startApi({ ORDER_UNPAID_SECONDS: '1', DUE_SCAN_SECONDS: FAR });
  worker = await startWorker();
});
afterAll(async () => {
  await worker.close();
  await api.stop();
});

test('the job closes an order when its time is over, without waiting for the scan', async () => {
  const { MUG } = await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }]);
  const shopper = newShopper(api);
  const couponId = await claimCoupon(api, await newOffer(api.database), shopper.userId);
  const items = [{ productId: MUG!, quantity: 1 }];
  const { orderId } = (await shopper.order({ items, couponIds: [couponId] })).body;
  await until('the order timed out', async () => (await shopper.get(orderId)).body.status === 'timed_out');
  expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 0, operations: [0, 2] });
});

test('orders whose time ends within one second share a job', async () => {
  const queue = api.app.get<Queue>(getQueueToken(UNPAID_ORDER_QUEUE), { strict: false });
  const jobs = api.app.get(UnpaidOrderJobs, { strict: false });
  const second = Math.ceil(Date.now() / 1000) + 1_000;
  for (const ms of [-999, -500, 0, 1, 1_000]) jobs.schedule(new Date(second * 1000 + ms));
  await until('the jobs are there', async () => (await queue.getDelayedCount()) >= 2);
  const delayed = (await queue.getDelayed()).map(({ id }) => id);
  expect(delayed.sort()).toEqual([`unpaid-${second}`, `unpaid-${second + 1}`]);
});
