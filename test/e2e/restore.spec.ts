import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { newBatch } from '../support/builders';
import { checkedFetch } from '../support/contract/checked-fetch';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { COMMAND_LIMIT_MS, runCommand } from '../support/servers/run-command';
import { userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000 + COMMAND_LIMIT_MS);

const STOCK = 100;
const DAY_MS = 86_400_000;

let environment: TestEnvironment;
let connection: Connection;
let apis: AppProcess[];
let copy: string;

beforeAll(async () => {
  environment = await newEnvironment();
  connection = await createConnection(environment.env.DATABASE_URL as string);
  copy = `${new URL(environment.env.DATABASE_URL as string).pathname.slice(1)}_copy`;
  apis = await Promise.all([startProcess('main', environment.env), startProcess('main', environment.env)]);
});

afterAll(async () => {
  await Promise.all(apis.map((api) => api.kill('SIGTERM')));
  await connection.query(`DROP DATABASE IF EXISTS ${copy}`);
  await connection.end();
  await environment.drop();
});

async function rows<Row>(sql: string): Promise<Row[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql);
  return found as Row[];
}

const tables = async () =>
  (
    await rows<{ t: string }>(
      'SELECT TABLE_NAME AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
    )
  ).map(({ t }) => t);

async function backUp(): Promise<void> {
  await connection.query(`CREATE DATABASE ${copy}`);
  for (const table of await tables()) {
    await connection.query(`CREATE TABLE ${copy}.${table} LIKE ${table}`);
    await connection.query(`INSERT INTO ${copy}.${table} SELECT * FROM ${table}`);
  }
}

/** Ids that MySQL counts start behind what is restored as well. */
async function restore(): Promise<void> {
  for (const table of await tables()) {
    await connection.query(`TRUNCATE TABLE ${table}`);
    await connection.query(`INSERT INTO ${table} SELECT * FROM ${copy}.${table}`);
  }
}

const range = (from: number, until: number) => Array.from({ length: until - from + 1 }, (_, at) => from + at);

interface Answer {
  status: number;
  couponId?: string;
  code?: string;
}

/** One claim by each of these users, at both processes in turn. */
function claims(batchId: string, userIds: readonly number[]): Promise<Answer[]> {
  return Promise.all(
    userIds.map(async (userId) => {
      const reply = await checkedFetch(`${apis[userId % apis.length]!.url}/v1/batches/${batchId}/claims`, {
        method: 'POST',
        headers: { authorization: `Bearer ${userToken(userId)}` },
      });
      return { ...((await reply.json()) as object), status: reply.status };
    }),
  );
}

const outcomes = (answers: readonly Answer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, code } of answers) counts[code ?? status] = (counts[code ?? status] ?? 0) + 1;
  return counts;
};

test('after a restore, users whose coupons were lost get one again, from processes that kept running', async () => {
  const { batchId } = await newBatch(
    { change: async (sql: string, values: unknown[]) => (await connection.query(sql, values))[0] } as never,
    {
      totalCount: STOCK,
      perUserLimit: 1,
      validityType: 0,
      validDays: null,
      validFrom: new Date(Date.now() - DAY_MS),
      validUntil: new Date(Date.now() + 10 * DAY_MS),
    },
  );
  const [kept, lost, late] = [range(1, 20), range(21, 40), range(41, 110)];
  expect(outcomes(await claims(batchId, kept))).toEqual({ 201: kept.length });
  await backUp();
  const ofLostLife = await claims(batchId, lost);
  expect(outcomes(ofLostLife)).toEqual({ 201: lost.length });
  await restore();
  // That this is so is why a restore has to be finished: the gate remembers them.
  expect(outcomes(await claims(batchId, lost))).toEqual({ CLAIM_LIMIT_REACHED: lost.length });

  const { code, stderr } = await runCommand(['restore:finish', '--json'], environment.env);
  expect([code, stderr]).toEqual([0, '']);
  const again = await until('a user whose coupon was lost gets one again', async () => {
    const [first] = await claims(batchId, [21]);
    return first!.status === 201 ? first : undefined;
  });
  const others = await until('the other process has heard as well', async () => {
    const [first] = await claims(batchId, [22]);
    return first!.status === 201 ? first : undefined;
  });
  const rest = await claims(batchId, lost.slice(2));
  expect(outcomes(rest)).toEqual({ 201: lost.length - 2 });
  expect(outcomes(await claims(batchId, [...kept, ...lost]))).toEqual({
    CLAIM_LIMIT_REACHED: kept.length + lost.length,
  });

  const lateAnswers = await claims(batchId, late);
  expect(outcomes(lateAnswers)).toEqual({ 201: 60, BATCH_SOLD_OUT: 10 });
  const facts = await rows<{ coupons: number; users: number }>(
    `SELECT COUNT(*) AS coupons, COUNT(DISTINCT user_id) AS users FROM coupon WHERE batch_id = ${Number(batchId)}`,
  );
  expect(facts).toEqual([{ coupons: STOCK, users: STOCK }]);
  expect(
    await rows(
      `SELECT total_count AS remaining, assign_count AS assigned FROM coupon_batch WHERE batch_id = ${Number(batchId)}`,
    ),
  ).toEqual([{ remaining: 0, assigned: STOCK }]);
  const newIds = [again, others, ...rest, ...lateAnswers].flatMap(({ couponId }) => couponId ?? []);
  const lostIds = new Set(ofLostLife.map(({ couponId }) => couponId));
  expect(newIds).toHaveLength(80);
  expect(newIds.filter((id) => lostIds.has(id))).toEqual([]);
});
