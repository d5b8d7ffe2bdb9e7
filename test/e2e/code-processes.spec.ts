import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { FaultPoint } from '../../src/platform/faults';
import { checkedFetch, fetchUnlessLost } from '../support/contract/checked-fetch';
import { printedRandom } from '../support/random';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken, userToken } from '../support/tokens';

jest.setTimeout(240_000);

let environment: TestEnvironment;
let connection: Connection;
let user = 100_000;
const running = new Set<AppProcess>();

const start = async (faultPoint?: FaultPoint): Promise<AppProcess> => {
  const fault: Record<string, string> = faultPoint ? { FAULT_POINT: faultPoint } : {};
  const process = await startProcess('main', { ...environment.env, ...fault });
  running.add(process);
  void process.ended.then(() => running.delete(process));
  return process;
};

beforeAll(async () => {
  environment = await newEnvironment({ PROXIES_IN_FRONT: '1' });
  connection = await createConnection(environment.env.DATABASE_URL as string);
});
afterEach(async () => {
  await Promise.all([...running].map((process) => process.kill('SIGTERM')));
});
afterAll(async () => {
  await connection.end();
  await environment.drop();
});

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
  body: any;
  replayed: boolean;
}

async function rows(sql: string, values: unknown[]): Promise<RowDataPacket[]> {
  return (await connection.query<RowDataPacket[]>(sql, values))[0];
}

async function made(api: AppProcess, path: string, body: object = {}): Promise<Record<string, string>> {
  const reply = await checkedFetch(api.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${merchantToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await reply.json()) as Record<string, string>;
  if (reply.status >= 300) throw new Error(JSON.stringify(answer));
  return answer;
}

/** A published batch; with unique codes, or else the word DIEHARD. */
async function openBatch(
  api: AppProcess,
  codeMode: 'unique' | 'shared',
  { count = 1, totalCount = count as number | null } = {},
): Promise<{ batchId: string; codes: string[] }> {
  const { ruleId } = await made(api, '/v1/rules', {
    name: 'Spend 100.00, get 20.00 off',
    type: 0,
    currency: 'USD',
    ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
  });
  const { batchId = '' } = await made(api, '/v1/batches', {
    couponName: '20.00 off',
    ruleId,
    totalCount,
    perUserLimit: 1,
    codeMode,
    claimFrom: '2026-01-01T00:00:00Z',
    claimUntil: '2036-01-01T00:00:00Z',
    validDays: 30,
    remindDays: [1],
  });
  await made(api, `/v1/batches/${batchId}/publish`);
  if (codeMode === 'shared') {
    await made(api, `/v1/batches/${batchId}/code-words`, { word: 'DIEHARD' });
    return { batchId, codes: ['diehard'] };
  }
  await made(api, `/v1/batches/${batchId}/code-generations`, { count });
  const csv = await checkedFetch(`${api.url}/v1/batches/${batchId}/codes.csv`, {
    headers: { authorization: `Bearer ${merchantToken()}` },
  });
  const codes = (await csv.text())
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[1]!);
  return { batchId, codes };
}

/** @returns undefined when the process died under the request */
async function redeem(
  api: AppProcess,
  userId: number,
  code: string,
  key?: string,
): Promise<Answer | undefined> {
  const reply = await fetchUnlessLost(`${api.url}/v1/codes/redemptions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${userToken(userId)}`,
      'content-type': 'application/json',
      'x-forwarded-for': `10.${(userId >> 16) & 255}.${(userId >> 8) & 255}.${userId & 255}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({ code, merchantId: '7' }),
  });
  if (!reply) return undefined;
  const replayed = reply.headers.get('idempotency-replayed') === 'true';
  return { status: reply.status, body: await reply.json(), replayed };
}

/** Every coupon of the batch was got with a code of its own, and every used code has its coupon. */
async function expectWhole(batchId: string, coupons: number, isUnique = true): Promise<void> {
  const [row] = await rows(
    `SELECT (SELECT COUNT(*) FROM coupon WHERE batch_id = ?) AS coupons,
       (SELECT COUNT(*) FROM code_use WHERE batch_id = ? AND coupon_id IS NOT NULL) AS uses,
       (SELECT COUNT(*) FROM code_use u JOIN coupon c ON c.coupon_id = u.coupon_id AND c.user_id = u.user_id
          AND c.batch_id = u.batch_id WHERE u.batch_id = ?) AS pairs`,
    [batchId, batchId, batchId],
  );
  const uses = isUnique ? coupons : 0;
  expect({ coupons: Number(row!.coupons), uses: Number(row!.uses), pairs: Number(row!.pairs) }).toEqual({
    coupons,
    uses,
    pairs: uses,
  });
}

test('20 rounds of 2 to 50 uses of one code at two processes: exactly one wins', async () => {
  const random = printedRandom('uses of one code at two processes');
  const apis = [await start(), await start()];
  const { batchId, codes } = await openBatch(apis[0]!, 'unique', { count: 20 });
  const wins = [0, 0];
  for (const code of codes) {
    const width = 2 + random.below(49);
    const answers = await Promise.all(
      Array.from({ length: width }, async () => {
        const at = random.below(2);
        const answer = await redeem(apis[at]!, ++user, code);
        if (answer?.status === 201) wins[at]! += 1;
        return answer!.body.code ?? '201';
      }),
    );
    expect(answers.sort()).toEqual(['201', ...Array<string>(width - 1).fill('CODE_NOT_VALID')]);
  }
  expect(Math.min(...wins)).toBeGreaterThan(0);
  await expectWhole(batchId, codes.length);
});

test.each<[FaultPoint, 'unique' | 'shared', number | null]>([
  ['coupon.claim:before-rows', 'unique', 10],
  ['coupon.claim:after-commit', 'unique', 10],
  ['coupon.claim:before-rows', 'unique', null],
  ['coupon.claim:before-commit', 'unique', null],
  ['coupon.claim:after-commit', 'unique', null],
  ['coupon.claim:before-rows', 'shared', 10],
  ['coupon.claim:after-commit', 'shared', 10],
])('kill -9 at %s, %s, stock %s: the code brings exactly one coupon', async (point, codeMode, totalCount) => {
  const api = await start();
  const { batchId, codes } = await openBatch(api, codeMode, { count: 2, totalCount });
  const dying = await start(point);
  const owner = ++user;
  expect(await redeem(dying, owner, codes[0]!, 'key')).toBeUndefined();
  expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const isUnique = codeMode === 'unique';
  // Who comes between the crash and the repetition gets it only if the crash came before the commit.
  const committed = point.endsWith('after-commit');
  const between = isUnique ? await redeem(api, ++user, codes[0]!) : undefined;
  if (between) expect(between.status).toBe(committed ? 404 : 201);
  const answer = await redeem(await start(), owner, codes[0]!, 'key');
  if (committed || !isUnique) expect(answer).toMatchObject({ status: 201, replayed: committed });
  else expect(answer).toMatchObject({ status: 404, body: { code: 'CODE_NOT_VALID' } });
  await expectWhole(batchId, 1, isUnique);
  const [batch] = await rows(
    'SELECT total_count AS stock, assign_count AS assigned FROM coupon_batch WHERE batch_id = ?',
    [batchId],
  );
  if (totalCount !== null) expect([Number(batch!.stock), Number(batch!.assigned)]).toEqual([9, 1]);
  if (!isUnique) await made(api, `/v1/batches/${batchId}/code-revocations`, { all: true });
});
