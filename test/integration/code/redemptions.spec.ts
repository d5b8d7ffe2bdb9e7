import { EvenAnswers } from '../../../src/modules/code/application/even-answers';
import { startAnotherApi, startApi, type TestApi } from '../../support/api';
import { createBatch, inDays, newBatch } from '../../support/batches';
import { batchFacts } from '../../support/builders';
import { addressOf, batchWithCodes, batchWithWord, redeem } from '../../support/codes';
import { printedRandom } from '../../support/random';
import { countCodes } from '../../support/shopper';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(240_000);

let api: TestApi;
let other: TestApi;
let lastUser = 1_000;
const newUser = (): number => ++lastUser;

beforeAll(async () => {
  // How long a refusal takes is another test's matter, and there are many of them here.
  jest.spyOn(EvenAnswers.prototype, 'wait').mockResolvedValue(undefined);
  api = await startApi({ PROXIES_IN_FRONT: '1' });
  other = await startAnotherApi(api);
});
afterAll(async () => {
  await other.stop();
  await api.stop();
});

const token = merchantToken();
const uses = (batchId: string) =>
  api.database.rows<{ serial: string; user_id: string | null; coupon_id: string | null }>(
    'SELECT serial, user_id, coupon_id FROM code_use WHERE batch_id = ? ORDER BY serial',
    [batchId],
  );

test('a code brings a coupon, with its use committed beside it, in any spelling', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 3, prefix: 'COOL' });
  const user = newUser();
  const typed = ` ${codes[1]!.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
  const { status, body } = await redeem(api, user, typed);
  expect(status).toBe(201);
  expect(body).toMatchObject({ batchId, userId: String(user), claimNo: 1, status: 'available' });
  expect(await api.database.row('SELECT source FROM coupon WHERE coupon_id = ?', [body.couponId])).toEqual({
    source: 3,
  });
  expect(await uses(batchId)).toEqual([{ serial: '2', user_id: String(user), coupon_id: body.couponId }]);
  expect(await batchFacts(api.database, batchId)).toMatchObject({ left: 99, assigned: 1, coupons: 1 });
  const looked = await api.call('GET', `/v1/codes/${codes[1]}`, { token });
  expect(looked.body).toMatchObject({
    state: 'used',
    userId: String(user),
    couponId: body.couponId,
    serial: 2,
  });
});

test('who types their own used code is told so; for others it is no code', async () => {
  const { codes } = await batchWithCodes(api, { count: 1, perUserLimit: 5 });
  const user = newUser();
  const first = await redeem(api, user, codes[0]!);
  for (const server of [api, other]) {
    expect(await redeem(server, user, codes[0]!)).toMatchObject({
      status: 409,
      body: { code: 'CODE_ALREADY_USED', couponId: first.body.couponId },
    });
    expect((await redeem(server, newUser(), codes[0]!)).body.code).toBe('CODE_NOT_VALID');
  }
});

test('a key answers with its coupon, also when the code was revoked since; with another code it is refused', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 2, perUserLimit: 5 });
  const user = newUser();
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, at) => redeem(at % 2 ? other : api, user, codes[0]!, { key: 'k' })),
  );
  // A user has ten tries under way in a process at most.
  expect(Object.keys(countCodes(replies)).filter((code) => code !== 'CODE_TRIES_EXCEEDED')).toEqual(['201']);
  const [first] = replies.filter(({ status }) => status === 201);
  expect(new Set(replies.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
  expect(await uses(batchId)).toHaveLength(1);
  expect((await redeem(api, user, codes[1]!, { key: 'k' })).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  await api.call('POST', `/v1/batches/${batchId}/code-revocations`, { token, body: { all: true } });
  await api.call('POST', `/v1/batches/${batchId}/end`, { token });
  expect(await redeem(other, user, codes[0]!, { key: 'k' })).toMatchObject({
    status: 201,
    text: first!.text,
    headers: { 'idempotency-replayed': 'true' },
  });
  const { batchId: second, codes: more } = await batchWithCodes(api, { count: 1 });
  expect((await redeem(api, user, more[0]!, { key: 'k' })).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(await uses(second)).toEqual([]);
});

test('100 rounds of 2 to 50 uses of one code at two APIs at the same time: exactly one wins', async () => {
  const random = printedRandom('parallel uses of one code');
  const rounds = 100;
  const { batchId, codes } = await batchWithCodes(api, { count: rounds, totalCount: rounds });
  const users = Array.from({ length: 50 }, (_, at) => 500_000 + at);
  for (const [round, code] of codes.entries()) {
    const width = 2 + random.below(49);
    const replies = await Promise.all(
      // Nobody is held off: each round has users of its own.
      users.slice(0, width).map((user) => redeem(random.below(2) ? other : api, user + round * 100, code)),
    );
    expect(countCodes(replies)).toEqual(width === 1 ? { '201': 1 } : { '201': 1, CODE_NOT_VALID: width - 1 });
  }
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    left: 0,
    assigned: rounds,
    coupons: rounds,
  });
  const rows = await uses(batchId);
  expect(rows).toHaveLength(rounds);
  expect(new Set(rows.map(({ coupon_id }) => coupon_id)).size).toBe(rounds);
});

test('one user and many codes at the same time: no more coupons than the limit, and no use without one', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 10, perUserLimit: 3 });
  const user = newUser();
  const replies = await Promise.all(codes.map((code, at) => redeem(at % 2 ? other : api, user, code)));
  expect(countCodes(replies)).toEqual({ '201': 3, CLAIM_LIMIT_REACHED: 7 });
  expect(await uses(batchId)).toHaveLength(3);
  expect(await batchFacts(api.database, batchId)).toMatchObject({ coupons: 3, mostOfOneUser: 3 });
});

test('codes for more than the stock: its coupons, and no use without one', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 60, totalCount: 20 });
  const replies = await Promise.all(codes.map((code, at) => redeem(at % 2 ? other : api, newUser(), code)));
  expect(countCodes(replies)).toEqual({ '201': 20, BATCH_SOLD_OUT: 40 });
  expect(await uses(batchId)).toHaveLength(20);
  expect(await batchFacts(api.database, batchId)).toMatchObject({ left: 0, coupons: 20 });
});

test('a batch without a stock limit', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 40, totalCount: null });
  const replies = await Promise.all(
    [...codes, ...codes].map((code, at) => redeem(at % 2 ? other : api, newUser(), code)),
  );
  expect(countCodes(replies)).toEqual({ '201': 40, CODE_NOT_VALID: 40 });
  expect(await uses(batchId)).toHaveLength(40);
});

test('one code is used or revoked, whoever comes first', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 30 });
  await Promise.all(
    codes.map(async (code, at) => {
      const [used, revoked] = await Promise.all([
        redeem(at % 2 ? other : api, newUser(), code),
        api.call('POST', `/v1/batches/${batchId}/code-revocations`, { token, body: { code } }),
      ]);
      const outcome = [used.body.code ?? 'used', revoked.body.code ?? 'revoked'];
      expect([
        ['used', 'CODE_STATE_CONFLICT'],
        ['CODE_NOT_VALID', 'revoked'],
      ]).toContainEqual(outcome);
    }),
  );
  const rows = await uses(batchId);
  expect(rows).toHaveLength(30);
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    coupons: rows.filter(({ coupon_id }) => coupon_id !== null).length,
  });
});

test('after a range is revoked no code of it is used any more, anywhere, whatever was remembered', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 200, totalCount: 1_000 });
  // Both know the generation, and the terms.
  for (const server of [api, other]) expect((await redeem(server, newUser(), codes.pop()!)).status).toBe(201);
  let revokedAt = Number.POSITIVE_INFINITY;
  const late: Promise<{ startedAt: number; code: string }>[] = [];
  const revoking = api
    .call('POST', `/v1/batches/${batchId}/code-revocations`, { token, body: { from: 1, until: 198 } })
    .then(({ body }) => {
      revokedAt = performance.now();
      return body.codes;
    });
  const spray = async () => {
    for (const code of codes.splice(0, 20)) {
      const startedAt = performance.now();
      late.push(
        redeem(late.length % 2 ? other : api, newUser(), code).then(({ body }) => ({
          startedAt,
          code: body.code ?? 'used',
        })),
      );
    }
    await Promise.all(late);
    return codes.length === 0;
  };
  await until('all codes were tried', spray, 60_000);
  expect(await revoking).toBe(198);
  const outcomes = await Promise.all(late);
  expect(outcomes.filter(({ startedAt }) => startedAt > revokedAt).length).toBeGreaterThan(50);
  for (const { startedAt, code } of outcomes) {
    if (startedAt > revokedAt) expect(code).toBe('CODE_NOT_VALID');
  }
  const used = outcomes.filter(({ code }) => code === 'used').length;
  expect(await batchFacts(api.database, batchId)).toMatchObject({ coupons: used + 2 });
});

test('a word brings a coupon to as many as the stock, and to each as many as the limit', async () => {
  const batchId = await batchWithWord(api, 'SUMMER26', { totalCount: 50, perUserLimit: 2 });
  const users = Array.from({ length: 40 }, newUser);
  const replies = await Promise.all(
    [...users, ...users, ...users].map((user, at) =>
      redeem(at % 2 ? other : api, user, ['SUMMER26', 'summer-26', 'Svmmer 26'][at % 3]!, {
        merchantId: '7',
      }),
    ),
  );
  expect(countCodes(replies)['201']).toBe(50);
  expect(Object.keys(countCodes(replies)).sort()).toEqual(['201', 'BATCH_SOLD_OUT', 'CLAIM_LIMIT_REACHED']);
  const facts = await batchFacts(api.database, batchId);
  expect(facts).toMatchObject({ left: 0, coupons: 50 });
  expect(facts.mostOfOneUser).toBeLessThanOrEqual(2);
  expect(await uses(batchId)).toEqual([]);
});

test("a word is looked for among the merchant's, then the platform's; a code of another merchant's shop is none", async () => {
  const mine = await batchWithWord(api, 'EVERYBODY');
  const platforms = await batchWithWord(api, 'EVERYBODY', {}, platformToken());
  const batchOf = async (merchantId?: string) =>
    (await redeem(api, newUser(), 'everybody', { merchantId })).body.batchId;
  expect(await batchOf('7')).toBe(mine);
  expect(await batchOf('8')).toBe(platforms);
  expect(await batchOf()).toBe(platforms);
  const { codes } = await batchWithCodes(api, { count: 1 });
  expect((await redeem(api, newUser(), codes[0]!, { merchantId: '8' })).body.code).toBe('CODE_NOT_VALID');
  expect((await redeem(api, newUser(), codes[0]!, { merchantId: '7' })).status).toBe(201);
});

test('a revoked word is none, at once and everywhere', async () => {
  const batchId = await batchWithWord(api, 'GONESOON');
  for (const server of [api, other]) {
    expect((await redeem(server, newUser(), 'GONESOON', { merchantId: '7' })).status).toBe(201);
  }
  await api.call('POST', `/v1/batches/${batchId}/code-revocations`, { token, body: { all: true } });
  for (const server of [other, api]) {
    expect((await redeem(server, newUser(), 'GONESOON', { merchantId: '7' })).body.code).toBe(
      'CODE_NOT_VALID',
    );
  }
});

test('with codes there are no claims, now or later, and no place in the coupon centre', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 1, claimUntil: inDays(0.5) });
  const user = userToken(newUser());
  expect(await api.call('POST', `/v1/batches/${batchId}/claims`, { token: user })).toMatchObject({
    status: 409,
    body: { code: 'CODE_NEEDED' },
  });
  const centre = await api.call('GET', '/v1/batches?claimable=true&limit=100', { token: user });
  const listed = centre.body.items.map((item: { batchId: string }) => item.batchId);
  expect(listed).not.toContain(batchId);
  const issued = await api.call('POST', `/v1/batches/${batchId}/issues`, {
    token,
    body: { userIds: ['77'] },
  });
  expect(issued.body).toMatchObject({ issued: 1 });
  expect((await redeem(api, newUser(), codes[0]!)).status).toBe(201);
});

test('a code that is changed to another mode, or back to none, while a draft', async () => {
  const batchId = await createBatch(api, { codeMode: 'unique' });
  const { body } = await api.call('GET', `/v1/batches/${batchId}`, { token });
  expect(body.codeMode).toBe('unique');
  const changed = await api.call('PUT', `/v1/batches/${batchId}`, {
    token,
    body: newBatch(body.ruleId, { codeMode: 'shared' }),
  });
  expect(changed.body.codeMode).toBe('shared');
});

test('terms that speak to those who hold a code are told; the others are no code', async () => {
  const first = async (overrides: Record<string, unknown>) =>
    (await batchWithCodes(api, { count: 1, ...overrides })).codes[0]!;
  const answer = async (code: string) => (await redeem(api, newUser(), code)).body.code;
  expect(await answer(await first({ claimFrom: inDays(1) }))).toBe('CODE_NOT_VALID');
  const listed = await first({ audience: 'listed' });
  expect(await answer(listed)).toBe('NOT_IN_AUDIENCE');
  const { batchId, codes } = await batchWithCodes(api, { count: 1 });
  for (const step of ['pause', 'end']) {
    await api.call('POST', `/v1/batches/${batchId}/${step}`, { token });
    await until('the terms are read again', async () => (await answer(codes[0]!)) === 'CODE_NOT_VALID');
  }
});

test('a preview says what a code brings, and takes nothing', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 2 });
  const preview = (user: number, code: string) =>
    api.call('POST', '/v1/codes/preview', {
      token: userToken(user),
      body: { code },
      headers: { 'x-forwarded-for': addressOf(user) },
    });
  const user = newUser();
  expect(await preview(user, codes[0]!)).toMatchObject({
    status: 200,
    body: { batchId, couponName: 'Autumn: 20.00 off', currency: 'USD', perUserLimit: 1, validDays: 30 },
  });
  expect(await uses(batchId)).toEqual([]);
  await redeem(api, user, codes[0]!);
  expect((await preview(user, codes[0]!)).body.code).toBe('CODE_ALREADY_USED');
  expect((await preview(newUser(), codes[0]!)).body.code).toBe('CODE_NOT_VALID');
  await api.call('POST', `/v1/batches/${batchId}/pause`, { token });
  expect((await preview(newUser(), codes[1]!)).body.code).toBe('CODE_NOT_VALID');
});
