import { createPool, type Pool } from 'mysql2';
import { Database } from '../../src/platform/database';
import { batchFacts, newBatch } from '../support/builders';
import { findClaimViolations } from '../support/claim-violations';
import { checkedFetch } from '../support/contract/checked-fetch';
import { printedRandom } from '../support/random';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(180_000);

const PROCESSES = 3;
const CLIENTS = 48;
const DAY_MS = 86_400_000;

let environment: TestEnvironment;
let pool: Pool;
let database: Database;
let apis: AppProcess[];

beforeAll(async () => {
  environment = await newEnvironment();
  pool = createPool({
    uri: environment.env.DATABASE_URL as string,
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  database = new Database(pool, { statementMs: 10_000, lockWaitSeconds: 5 });
  apis = await Promise.all(Array.from({ length: PROCESSES }, () => startProcess('main', environment.env)));
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.kill('SIGTERM')));
  await new Promise((resolve) => pool.end(resolve));
  await environment.drop();
});

interface Claim {
  process: number;
  userId: number;
}

/** @returns the code of a refusal, or else the status */
async function answerTo(batchId: string, { process, userId }: Claim): Promise<string> {
  const reply = await checkedFetch(`${apis[process]!.url}/v1/batches/${batchId}/claims`, {
    method: 'POST',
    headers: { authorization: `Bearer ${userToken(userId)}` },
  });
  const body = (await reply.json()) as { code?: string };
  return body.code ?? String(reply.status);
}

test.each([
  { limit: 1, stock: 700, users: 1_000, claimsEach: 2 },
  { limit: 3, stock: 900, users: 400, claimsEach: 5 },
])(
  'three API processes sell one batch with a limit of $limit: exactly its stock, and nobody too many',
  async ({ limit, stock, users, claimsEach }) => {
    const random = printedRandom(`limit ${limit}`);
    const now = Date.now();
    const { batchId } = await newBatch(database, {
      totalCount: stock,
      perUserLimit: limit,
      validityType: 0,
      validDays: null,
      validFrom: new Date(now - DAY_MS),
      validUntil: new Date(now + 10 * DAY_MS),
    });
    const answers: Record<string, number> = {};
    const issuedBy = new Array<number>(PROCESSES).fill(0);
    /** Everybody's claims, in any order, each at any process. */
    const rush = async () => {
      const claims = Array.from({ length: users * claimsEach }, (_, at) => ({
        userId: at % users,
        at: random.next(),
      }))
        .sort((a, b) => a.at - b.at)
        .map(({ userId }): Claim => ({ userId: userId + 1, process: random.below(PROCESSES) }));
      const client = async () => {
        for (let claim = claims.pop(); claim; claim = claims.pop()) {
          const answer = await answerTo(batchId, claim);
          answers[answer] = (answers[answer] ?? 0) + 1;
          if (answer === '201') issuedBy[claim.process]! += 1;
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      return (await batchFacts(database, batchId)).left === 0;
    };
    await until('all of the stock is claimed', rush, 60_000);

    // BUSY: the last ones were gone to other processes three times in a row; whoever asks again gets their answer.
    const { BUSY: _contested, ...decided } = answers;
    expect(Object.keys(decided).sort()).toEqual(['201', 'BATCH_SOLD_OUT', 'CLAIM_LIMIT_REACHED']);
    expect(answers['201']).toBe(stock);
    expect(Math.min(...issuedBy)).toBeGreaterThan(0);
    expect(await batchFacts(database, batchId)).toMatchObject({ left: 0, assigned: stock, coupons: stock });
    expect(await findClaimViolations(database, batchId)).toEqual([]);
  },
);
