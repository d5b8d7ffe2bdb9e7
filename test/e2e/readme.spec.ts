import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken, userToken } from '../support/tokens';

const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

let environment: TestEnvironment;
let api: AppProcess;
let folder: string;

beforeAll(async () => {
  environment = await newEnvironment();
  api = await startProcess('main', environment.env);
  folder = mkdtempSync(join(tmpdir(), 'coupon-readme-'));
}, 60_000);

afterAll(async () => {
  await api.kill('SIGTERM');
  await environment.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('the first coupon of the README, word for word, ends in a paid order with the discount', async () => {
  const block = /<!-- tested -->\n```sh\n([\s\S]*?)```/.exec(README)?.[1];
  expect(block).toContain('. .data/demo.env');
  mkdirSync(join(folder, '.data'));
  writeFileSync(
    join(folder, '.data/demo.env'),
    `export API=${api.url} USER_TOKEN=${userToken(1001)} MERCHANT_TOKEN=${merchantToken(1)}\n`,
  );
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block as string], {
    cwd: folder,
    timeout: 60_000,
  });
  const order = JSON.parse(stdout.slice(stdout.lastIndexOf('{"orderId"')));
  expect(order).toMatchObject({
    status: 'paid',
    totals: {
      gross: { amountMinor: 12_000 },
      discount: { amountMinor: 2_000 },
      payable: { amountMinor: 10_000 },
    },
  });
}, 90_000);
