import { Redis } from 'ioredis';
import { EvenAnswers } from '../../../src/modules/code/application/even-answers';
import { readCode, writeCode } from '../../../src/modules/code/domain/code-text';
import {
  ADDRESS_LIMIT,
  countWrong,
  FIRST_LOCK_MS,
  NO_TRIES,
  type Tries,
  USER_LIMIT,
} from '../../../src/modules/code/domain/tries';
import { TriesStore } from '../../../src/modules/code/infra/tries-store';
import { startAnotherApi, startApi, type TestApi } from '../../support/api';
import { inDays } from '../../support/batches';
import { addressOf, batchWithCodes, batchWithWord, redeem } from '../../support/codes';
import { printedRandom } from '../../support/random';
import { countCodes } from '../../support/shopper';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(480_000);

let api: TestApi;
let other: TestApi;
let redis: Redis;
let lastUser = 2_000;
const newUser = (): number => ++lastUser;
const token = merchantToken();

beforeAll(async () => {
  api = await startApi({ PROXIES_IN_FRONT: '1' });
  other = await startAnotherApi(api);
  redis = new Redis(api.env.REDIS_URL as string);
});
afterAll(async () => {
  jest.restoreAllMocks();
  redis.disconnect();
  await other.stop();
  await api.stop();
});

/** Nobody has these words, and they cost a look-up. */
const absentWord = (at: number) => `GUESS${String(at).padStart(6, '0')}`;

test('a user is locked out after ten wrong codes, at every API, also from their own good ones', async () => {
  const { codes } = await batchWithCodes(api, { count: 1 });
  const user = newUser();
  const replies = await Promise.all(
    Array.from({ length: 60 }, (_, at) => redeem(at % 2 ? other : api, user, absentWord(at))),
  );
  expect(countCodes(replies).CODE_NOT_VALID).toBeLessThanOrEqual(10);
  // Those past what one process lets a user have under way were not looked at.
  const next = async () => (await redeem(api, user, absentWord(60))).body.code;
  await until('the user is locked out', async () => (await next()) === 'CODE_TRIES_EXCEEDED');
  for (const server of [api, other]) {
    const { status, headers, body } = await redeem(server, user, codes[0]!);
    expect({ status, code: body.code }).toEqual({ status: 429, code: 'CODE_TRIES_EXCEEDED' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
  expect((await redeem(api, newUser(), codes[0]!)).status).toBe(201);
});

test('an address is locked out after a hundred, whoever guesses; other addresses are not', async () => {
  const address = '203.0.113.9';
  const replies = await Promise.all(
    Array.from({ length: 150 }, (_, at) => redeem(api, newUser(), absentWord(at), { address })),
  );
  expect(countCodes(replies).CODE_NOT_VALID).toBeGreaterThanOrEqual(100);
  expect((await redeem(other, newUser(), absentWord(1), { address })).body.code).toBe('CODE_TRIES_EXCEEDED');
  expect((await redeem(other, newUser(), absentWord(1))).body.code).toBe('CODE_NOT_VALID');
});

test('typos, good codes and own used ones lock nobody out', async () => {
  const { codes } = await batchWithCodes(api, { count: 12, perUserLimit: 12 });
  const user = newUser();
  for (const code of codes) {
    const typo = code.slice(0, -1) + (code.endsWith('7') ? '8' : '7');
    expect((await redeem(api, user, typo)).body.code).toBe('CODE_NOT_VALID');
    expect((await redeem(api, user, code)).status).toBe(201);
    expect((await redeem(api, user, code)).body.code).toBe('CODE_ALREADY_USED');
  }
  // Nobody waits for a good try to be counted.
  await until(
    'nothing is known of them',
    async () => (await redis.exists(`{code-tries}:user:${user}`)) === 0,
  );
});

test('while Redis is away, each process counts for itself', async () => {
  const user = newUser();
  await redis.call('CLIENT', 'PAUSE', '4000', 'ALL');
  const replies = await Promise.all(Array.from({ length: 40 }, (_, at) => redeem(api, user, absentWord(at))));
  expect(countCodes(replies).CODE_NOT_VALID).toBe(10);
  expect((await redeem(api, user, absentWord(1))).body.code).toBe('CODE_TRIES_EXCEEDED');
});

test('the script of Redis and the rule are the same, over random tries of many users', async () => {
  await until('Redis answers', () => redis.ping().then(() => true));
  const random = printedRandom('tries');
  const store = new TriesStore(redis);
  const model = new Map<string, Tries>();
  const recall = (key: string): Tries => {
    const known = model.get(key) ?? { ...NO_TRIES };
    model.set(key, known);
    return known;
  };
  let now = Date.now();
  let locked = 0;
  for (let step = 0; step < 5_000; step++) {
    // Keys live by Redis' own time, so the model's stays near it.
    now += random.below(1_000);
    const guesser = { userId: `model-${random.below(12)}`, address: `model-${random.below(3)}` };
    const [user, address] = [recall(`u${guesser.userId}`), recall(`a${guesser.address}`)];
    const [until] = await store.lockedUntil([guesser], now);
    expect(Math.max(until!, now)).toBe(Math.max(user.lockedUntil, address.lockedUntil, now));
    const within = countWrong(user, USER_LIMIT, now);
    countWrong(address, ADDRESS_LIMIT, now);
    expect(await store.countWrong(guesser, now)).toBe(within);
    if (!within) locked++;
  }
  expect(locked).toBeGreaterThan(100);
});

test('lockouts double, and wrong tries are forgotten', () => {
  const user = { ...NO_TRIES };
  let now = 1_000_000_000;
  const waits: number[] = [];
  for (let wrong = 1; wrong <= 30; wrong++) {
    expect(countWrong(user, USER_LIMIT, now)).toBe(true);
    if (user.lockedUntil <= now) continue;
    expect(countWrong(user, USER_LIMIT, now)).toBe(false);
    waits.push(user.lockedUntil - now);
    now = user.lockedUntil;
  }
  expect(waits).toEqual([FIRST_LOCK_MS, 2 * FIRST_LOCK_MS, 4 * FIRST_LOCK_MS]);
  const old = { ...NO_TRIES, wrong: USER_LIMIT.wrong - 1, since: now };
  countWrong(old, USER_LIMIT, now + USER_LIMIT.withinMs + 1);
  expect(old).toMatchObject({ wrong: 1, lockedUntil: 0 });
});

describe('a code that a user cannot use tells nothing about why', () => {
  interface Refusal {
    kind: string;
    ms: number;
    text: string;
  }
  let guesses: Record<string, (at: number) => string>;

  beforeAll(async () => {
    const make = async (overrides = {}) =>
      batchWithCodes(api, { count: 1_000, totalCount: 5_000, ...overrides });
    const revoke = (batchId: string, body: object) =>
      api.call('POST', `/v1/batches/${batchId}/code-revocations`, { token, body });
    const [used, singly, range, over, later, prefixed] = [
      await make(),
      await make(),
      await make(),
      await make(),
      await make({ claimFrom: inDays(2) }),
      await make({ prefix: 'AAAA' }),
    ];
    await Promise.all(used.codes.slice(0, 300).map((code) => redeem(api, newUser(), code)));
    for (const code of singly.codes.slice(0, 300)) await revoke(singly.batchId, { code });
    await revoke(range.batchId, { from: 1, until: 1_000 });
    await api.call('POST', `/v1/batches/${over.batchId}/end`, { token });
    const ended = await batchWithWord(api, 'ENDEDWORD');
    await api.call('POST', `/v1/batches/${ended}/end`, { token });
    const secret = await startAnotherApi({
      ...api,
      env: { ...api.env, CODE_KEY: 'a-key-that-nobody-else-has-0123456789' },
    });
    const foreign = await batchWithCodes(secret, { count: 1_000 });
    await secret.stop();
    Object.assign(process.env, api.env);
    guesses = {
      absent: (at) => foreign.codes[at]!,
      'a typo': (at) => foreign.codes[at]!.replace(/.$/, (last) => (last === '7' ? '8' : '7')),
      // As somebody would write it who knows how check characters are made.
      'of a wrong prefix': (at) => {
        const read = readCode(prefixed.codes[at]!);
        if (read.kind !== 'unique') throw new Error('no code');
        return writeCode('BBBB', read.body);
      },
      'used by another': (at) => used.codes[at]!,
      'revoked by itself': (at) => singly.codes[at]!,
      'revoked as a range': (at) => range.codes[at]!,
      'of a batch that has ended': (at) => over.codes[at]!,
      'of a batch that is not open yet': (at) => later.codes[at]!,
      'no word': absentWord,
      'a word of a batch that has ended': () => 'ENDEDWORD',
    };
  });

  async function guess(rounds: number): Promise<Refusal[]> {
    const random = printedRandom('the order of guesses');
    const wanted = Object.keys(guesses)
      .flatMap((kind) => Array.from({ length: rounds }, (_, at) => ({ kind, at, place: random.next() })))
      .sort((a, b) => a.place - b.place);
    const refusals: Refusal[] = [];
    const client = async () => {
      for (let next = wanted.pop(); next; next = wanted.pop()) {
        const user = newUser();
        const code = guesses[next.kind]!(next.at);
        const request = {
          method: 'POST',
          url: '/v1/codes/redemptions',
          headers: { authorization: `Bearer ${userToken(user)}`, 'x-forwarded-for': addressOf(user) },
          payload: { code, merchantId: '7' },
        } as const;
        // Past what checks each answer against the document: a busy machine would be measured.
        const startedAt = performance.now();
        const reply = await api.app.inject(request);
        const ms = performance.now() - startedAt;
        const { requestId, ...body } = reply.json();
        expect(requestId).toMatch(/^[\da-f-]{36}$/);
        const { date, 'x-request-id': id, ...headers } = reply.headers;
        const text = JSON.stringify([reply.statusCode, body, headers]);
        refusals.push({ kind: next.kind, ms, text });
      }
    };
    await Promise.all(Array.from({ length: 20 }, client));
    return refusals;
  }

  /** Kolmogorov and Smirnov: the widest gap between the two distributions, as a multiple of what chance makes of it. */
  function distance(some: number[], rest: number[]): number {
    const all = [...some.map((ms) => ({ ms, isSome: true })), ...rest.map((ms) => ({ ms, isSome: false }))];
    all.sort((a, b) => a.ms - b.ms);
    let [gap, widest] = [0, 0];
    for (const { isSome } of all) {
      gap += isSome ? 1 / some.length : -1 / rest.length;
      widest = Math.max(widest, Math.abs(gap));
    }
    return widest * Math.sqrt((some.length * rest.length) / (some.length + rest.length));
  }

  function mostTelling(refusals: readonly Refusal[]): { kind: string; by: number } {
    const found = Object.keys(guesses).map((kind) => ({
      kind,
      by: distance(
        refusals.filter((refusal) => refusal.kind === kind).map(({ ms }) => ms),
        refusals.filter((refusal) => refusal.kind !== kind).map(({ ms }) => ms),
      ),
    }));
    return found.sort((a, b) => b.by - a.by)[0]!;
  }

  /** By chance once in e^(-2 · 3²) / 2, some 30 million times. */
  const CHANCE = 3;

  test('neither by its bytes nor, over 2,000 tries, by its time', async () => {
    // What tells does so each time; a machine that stops for a moment does not.
    const measured: { kind: string; by: number }[] = [];
    while (measured.length < 3 && (measured.at(-1)?.by ?? CHANCE + 1) > CHANCE) {
      const refusals = await guess(200);
      expect(new Set(refusals.map(({ text }) => text)).size).toBe(1);
      expect(JSON.parse(refusals[0]!.text)[1].code).toBe('CODE_NOT_VALID');
      measured.push(mostTelling(refusals));
    }
    expect(measured.some(({ by }) => by <= CHANCE) ? [] : measured).toEqual([]);
  });

  test('an early return is found by the same measure', async () => {
    jest.spyOn(EvenAnswers.prototype, 'wait').mockResolvedValue(undefined);
    const refusals = await guess(40);
    expect(mostTelling(refusals).by).toBeGreaterThan(CHANCE);
  });
});
