import { startApi, type TestApi } from '../support/api';
import { batchFacts, newBatch } from '../support/builders';
import { newUsers } from '../support/distributions';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { COMMAND_LIMIT_MS, runCommand } from '../support/servers/run-command';

jest.setTimeout(2 * COMMAND_LIMIT_MS);

// The database of an API in this process; the command and the worker are processes of their own and don't know it.
let api: TestApi;
let worker: AppProcess;

beforeAll(async () => {
  api = await startApi();
  worker = await startProcess('worker', api.env);
});

afterAll(async () => {
  await worker.kill('SIGTERM');
  await api.stop();
});

const run = (...args: string[]) => runCommand(['distribute', ...args, '--json'], api.env);

test('distribute gives coupons to users, waits for the end and tells it; the API is not asked', async () => {
  const ids = await newUsers(api.database, 40);
  const { batchId } = await newBatch(api.database, { perUserLimit: 2 });
  const users = ['--users', ids.join(','), '--per-user', '2', '--title', 'For you', '--body', '20.00 off'];
  const dry = await run(batchId, ...users, '--dry-run');
  expect([dry.code, dry.stderr, JSON.parse(dry.stdout)]).toMatchObject([0, '', { wanted: 80, stock: 100 }]);
  const { code, stdout, stderr } = await run(batchId, ...users);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'done',
    message: { title: 'For you', body: '20.00 off' },
    progress: { done: 40, issued: 80 },
  });
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    left: 20,
    reserved: 0,
    coupons: 80,
    users: 40,
  });
});

test('it can leave the distribution to itself', async () => {
  const { batchId } = await newBatch(api.database);
  const { code, stdout } = await run(batchId, '--everyone', '--active-within-days', '3', '--no-wait');
  expect([code, JSON.parse(stdout).status]).toEqual([0, 'scheduled']);
});

test('bad usage ends with 2 and names the field, a batch that is missing with 1', async () => {
  const nobody = await run('1');
  expect([nobody.code, JSON.parse(nobody.stderr)]).toMatchObject([2, { code: 'VALIDATION_FAILED' }]);
  const missing = await run('999999999', '--everyone');
  expect([missing.code, JSON.parse(missing.stderr).code]).toEqual([1, 'BATCH_NOT_FOUND']);
});
