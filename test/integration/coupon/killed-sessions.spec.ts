import { type Reply, startAnotherApi, startApi, type TestApi } from '../../support/api';
import { batchFacts, newBatch } from '../../support/builders';
import { findClaimViolations } from '../../support/claim-violations';
import { printedRandom, type SeededRandom } from '../../support/random';
import { killSessions, type SessionKiller } from '../../support/servers/kill-sessions';
import { holdRow } from '../../support/statements/hold-row';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(240_000);

/** For what has gone wrong, not a measure. */
const DEADLINE_MS = 60_000;

const CLAIMS_PER_WAVE = 500;
const REVOCATIONS_PER_WAVE = 20;
const USERS_PER_ISSUE = 100;
const TOP_UP = 25;
/** Waves go on until so many sessions were killed, so that the test means the same on a slow machine and a fast one. */
const KILLS_WANTED = 60;
const MAX_WAVES = 40;
const STOCK = 7_000;
const USERS = 5_000;
const DAY_MS = 86_400_000;

// Two processes' worth of claims: their transactions meet on the same rows, as those of one process never do.
let apis: TestApi[];

beforeAll(async () => {
  const first = await startApi({ DATABASE_LOCK_WAIT_SECONDS: '1' });
  apis = [first, await startAnotherApi(first)];
});
afterAll(async () => {
  for (const api of apis.reverse()) await api.stop();
});

interface Attempt {
  userId: number;
  key: string;
  /** The last answer. */
  reply?: Reply<{ code?: string; couponId: string }>;
}

/** One batch under everything that changes it. Every answer is checked as it comes. */
class Sale {
  readonly attempts: Attempt[] = [];
  /** Of every kind of call, how often each answer came. */
  readonly answers: Record<string, Record<string, number>> = {};
  private revocable: string[] = [];
  private calls = 0;

  constructor(
    readonly batchId: string,
    private readonly random: SeededRandom,
  ) {}

  get sawBusyClaim(): boolean {
    return this.attempts.some(({ reply }) => reply?.status === 503);
  }

  async wave(): Promise<void> {
    const attempts = Array.from({ length: CLAIMS_PER_WAVE }, () => this.newAttempt());
    const revoked = this.revocable.splice(0, REVOCATIONS_PER_WAVE);
    await Promise.all([
      ...attempts.map((attempt) => this.claim(attempt)),
      this.issue(),
      ...revoked.map((couponId) => this.merchant('revocation', `/v1/coupons/${couponId}/revocations`)),
      this.merchant('top-up', `/v1/batches/${this.batchId}/stock-changes`, { kind: 'top_up', count: TOP_UP }),
    ]);
    this.revocable = attempts.flatMap(({ reply }) => (reply?.status === 201 ? [reply.body.couponId] : []));
  }

  /** Now and then one user tries twice at the same time. */
  private newAttempt(): Attempt {
    const attempt = { userId: 1 + this.random.below(USERS), key: `key-${this.attempts.length}` };
    this.attempts.push(attempt);
    return attempt;
  }

  async claim(attempt: Attempt): Promise<void> {
    attempt.reply = await this.random.pick(apis).call('POST', `/v1/batches/${this.batchId}/claims`, {
      token: userToken(attempt.userId),
      headers: { 'idempotency-key': attempt.key },
    });
    this.note('claim', attempt.reply);
  }

  /** Coupons sent to users who may be claiming at the same moment. */
  private async issue(): Promise<void> {
    const first = 1 + this.random.below(USERS);
    const userIds = Array.from({ length: USERS_PER_ISSUE }, (_, at) => String(first + at));
    const reply = await this.merchant('issue', `/v1/batches/${this.batchId}/issues`, { userIds });
    const results: { result: string; code?: string }[] = reply.body.results ?? [];
    for (const { result, code } of results) {
      this.count('issue to one user', code ?? result);
      if (result === 'failed') expect(['BUSY', 'OUTCOME_UNKNOWN']).toContain(code);
    }
  }

  private async merchant(what: string, path: string, body?: unknown): Promise<Reply<Record<string, never>>> {
    const key = `${what}-${++this.calls}`;
    const reply = await this.random.pick(apis).call<Record<string, never>>('POST', path, {
      token: merchantToken(),
      body,
      headers: { 'idempotency-key': key },
    });
    this.note(what, reply);
    return reply;
  }

  /** A call succeeds, is refused for a reason of the batch's, or says plainly that it can't be done now. */
  private note(what: string, { status, body, headers, text }: Reply<{ code?: string }>): void {
    this.count(what, body.code ?? String(status));
    if (status < 500) return;
    expect({ what, status, text }).toMatchObject({ status: 503 });
    expect(['BUSY', 'OUTCOME_UNKNOWN']).toContain(body.code);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  }

  private count(what: string, answer: string): void {
    const counts = this.answers[what] ?? {};
    this.answers[what] = { ...counts, [answer]: (counts[answer] ?? 0) + 1 };
  }
}

const couponsByKey = async (batchId: string): Promise<Map<string, { couponId: string; userId: string }>> => {
  const rows = await apis[0]!.database.rows<{ couponId: string; userId: string; requestKey: string }>(
    `SELECT coupon_id AS couponId, user_id AS userId, request_key AS requestKey FROM coupon
     WHERE batch_id = ? AND request_key LIKE 'key-%'`,
    [batchId],
  );
  return new Map(rows.map((row) => [row.requestKey, row]));
};

async function openSale(title: string): Promise<Sale> {
  const random = printedRandom(title);
  const now = Date.now();
  const batch = await newBatch(apis[0]!.database, {
    totalCount: STOCK,
    perUserLimit: 2,
    validityType: 0,
    validDays: null,
    validFrom: new Date(now - DAY_MS),
    validUntil: new Date(now + 10 * DAY_MS),
  });
  return new Sale(batch.batchId, random);
}

test('sessions are killed at random under 500 parallel claims, issues, revocations and top-ups', async () => {
  const sale = await openSale('killed sessions');
  const { batchId } = sale;
  const killer: SessionKiller = await killSessions(
    apis[0]!.env.DATABASE_URL as string,
    printedRandom('victims'),
  );
  try {
    for (let wave = 0; killer.killed < KILLS_WANTED && wave < MAX_WAVES; wave++) await sale.wave();
  } finally {
    await killer.stop();
  }
  process.stdout.write(
    `${killer.killed} sessions killed, ${killer.killedAtWork} at work: ${JSON.stringify(sale.answers)}\n`,
  );
  expect(killer.killedAtWork).toBeGreaterThan(KILLS_WANTED / 4);
  expect(sale.answers.claim?.['201']).toBeGreaterThan(CLAIMS_PER_WAVE);

  // No partial transaction, and every answer is true.
  expect(await findClaimViolations(apis[0]!.database, batchId)).toEqual([]);
  const coupons = await couponsByKey(batchId);
  for (const { userId, key, reply } of sale.attempts) {
    const coupon = coupons.get(key);
    if (reply?.status === 201)
      expect(coupon).toMatchObject({ couponId: reply.body.couponId, userId: String(userId) });
    else if (reply?.body.code !== 'OUTCOME_UNKNOWN') expect(coupon).toBeUndefined();
  }

  // Whoever was told to come again comes again, with the same key; then the rest of the stock goes, to the last coupon.
  await until(
    'everybody has an answer',
    async () => {
      const open = sale.attempts.filter(({ reply }) => reply?.status === 503);
      await Promise.all(open.slice(0, CLAIMS_PER_WAVE).map((attempt) => sale.claim(attempt)));
      return open.length === 0;
    },
    DEADLINE_MS,
  );
  for (const { key, reply } of sale.attempts) {
    if (coupons.has(key)) expect(reply?.body).toMatchObject({ couponId: coupons.get(key)?.couponId });
  }
  let user = USERS + USERS_PER_ISSUE;
  await until(
    'the rest of the stock is claimed',
    async () => {
      const late = Array.from({ length: CLAIMS_PER_WAVE }, () => ({ userId: ++user, key: `late-${user}` }));
      await Promise.all(late.map((attempt) => sale.claim(attempt)));
      return (await batchFacts(apis[0]!.database, batchId)).left === 0;
    },
    DEADLINE_MS,
  );
  expect(await findClaimViolations(apis[0]!.database, batchId)).toEqual([]);
});

test('a wait for a row that runs out ends in 503 for everybody in the flush, and nothing of it stays', async () => {
  const sale = await openSale('lock waits');
  const row = await holdRow(apis[0]!.env.DATABASE_URL as string, {
    table: 'coupon_batch',
    key: 'batch_id',
    value: sale.batchId,
  });
  const wave = sale.wave();
  await until('a claim has given up waiting', () => sale.sawBusyClaim, DEADLINE_MS);
  await row.release();
  await wave;
  expect(sale.answers.claim?.BUSY).toBeGreaterThan(0);
  expect(await findClaimViolations(apis[0]!.database, sale.batchId)).toEqual([]);
  const coupons = await couponsByKey(sale.batchId);
  for (const { key, reply } of sale.attempts) expect(coupons.has(key)).toBe(reply?.status === 201);
  await sale.wave();
  expect(sale.attempts.slice(-CLAIMS_PER_WAVE).every(({ reply }) => reply!.status < 500)).toBe(true);
});

test('a wait for new ids that runs out ends in 503 as well', async () => {
  const sale = await openSale('id waits');
  const databaseUrl = apis[0]!.env.DATABASE_URL as string;
  // A process that has no ids yet.
  const fresh = await startAnotherApi(apis[0]!);
  const row = await holdRow(databaseUrl, { table: 'id_sequence', key: 'name', value: 'coupon' });
  try {
    const reply = await fresh.call('POST', `/v1/batches/${sale.batchId}/claims`, { token: userToken(1) });
    expect(reply).toMatchObject({ status: 503, body: { code: 'BUSY' }, headers: { 'retry-after': '1' } });
  } finally {
    await row.release();
    await fresh.stop();
  }
});
