import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { demoStillGives, recallDemo } from './demo-data.mjs';

const folder = mkdtempSync(join(tmpdir(), 'demo-data-'));
const file = join(folder, 'demo.json');
const seeded = { batchId: '33', merchantId: '22', ruleId: '11' };
const open = {
  status: 'published',
  merchantId: '22',
  ruleId: '11',
  totalCount: 5,
  claimUntil: new Date(Date.now() + 60_000).toISOString(),
};
/** @type {{ status: number, body: object }} */
let answer = { status: 200, body: open };
const server = createServer((request, response) => {
  const known = request.url === '/v1/batches/33' && request.headers.authorization === 'Bearer m';
  response.statusCode = known ? answer.status : 404;
  response.end(JSON.stringify(answer.body));
});
let baseUrl = '';

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('a demo is remembered for the database that it was made in, whoever logs in there', () => {
  assert.equal(recallDemo(file, 'mysql://a:b@h:1/x'), undefined);
  writeFileSync(file, JSON.stringify({ database: 'h:1/x', seeded }));
  assert.deepEqual(recallDemo(file, 'mysql://c:d@h:1/x'), seeded);
  assert.equal(recallDemo(file, 'mysql://a:b@h:2/x'), undefined);
  assert.equal(recallDemo(file, 'mysql://a:b@h:1/y'), undefined);
  writeFileSync(file, '{"database":"h:1/x"');
  assert.equal(recallDemo(file, 'mysql://a:b@h:1/x'), undefined);
});

/** @param {AbortSignal} [signal] */
const asks = (signal = new AbortController().signal, merchantToken = 'm') =>
  demoStillGives(seeded, { baseUrl, merchantToken, signal });

test('a batch that gives out coupons is taken', async () => {
  answer = { status: 200, body: open };
  assert.equal(await asks(), true);
  answer = { status: 200, body: { ...open, totalCount: null } };
  assert.equal(await asks(), true);
});

for (const [title, change] of /** @type {const} */ ([
  ['paused', { status: 'paused' }],
  ['sold out', { totalCount: 0 }],
  ['over', { claimUntil: new Date(0).toISOString() }],
  ["another merchant's", { merchantId: '23' }],
  ['on another rule', { ruleId: '12' }],
])) {
  test(`a batch that is ${title} is not`, async () => {
    answer = { status: 200, body: { ...open, ...change } };
    assert.equal(await asks(), false);
  });
}

test('neither is one that is not there, or that the API does not show', async () => {
  answer = { status: 404, body: {} };
  assert.equal(await asks(), false);
  answer = { status: 200, body: open };
  assert.equal(await asks(undefined, 'somebody else'), false);
});

test('a stop ends the question', async () => {
  await assert.rejects(asks(AbortSignal.abort(new Error('stopped'))), /stopped/);
});
