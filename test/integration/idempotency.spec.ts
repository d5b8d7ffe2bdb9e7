import { Idempotency } from '../../src/platform/idempotency/idempotency';
import { startApi, type TestApi } from '../support/api';

let api: TestApi;
let idempotency: Idempotency;
let key = 0;

beforeAll(async () => {
  api = await startApi();
  idempotency = api.app.get(Idempotency);
});
afterAll(() => api.stop());

const newRequest = () => ({ scope: 'user:1', key: `key-${++key}`, hash: 'h'.repeat(64) });
const stored = (request: { key: string }) =>
  api.database.row('SELECT response, repeats FROM idempotency_key WHERE idem_key = ?', [request.key]);

test('what runs ahead is thrown away for a repetition, whatever became of it', async () => {
  const request = newRequest();
  const ran: string[] = [];
  const first = await idempotency.oncePrefetching(
    request,
    async (tx) => tx.row<{ word: string }>("SELECT 'word' AS word"),
    async (_tx, found) => ({ found: (await found)?.word }),
  );
  const again = await idempotency.oncePrefetching(
    request,
    async () => {
      ran.push('ahead');
      throw new Error('of no account');
    },
    async () => ran.push('effect'),
  );
  expect(first).toEqual({ body: '{"found":"word"}', replayed: false });
  expect(again).toEqual({ body: '{"found":"word"}', replayed: true });
  expect(ran).toEqual(['ahead']);
  expect(await stored(request)).toEqual({ response: '{"found":"word"}', repeats: 1 });
});

test("a failure ahead is the effect's: nothing is stored, and the key may try again", async () => {
  const request = newRequest();
  const failing = idempotency.oncePrefetching(
    request,
    async () => {
      throw new Error('not now');
    },
    async (_tx, found) => found,
  );
  await expect(failing).rejects.toThrow('not now');
  expect(await stored(request)).toBeUndefined();
  expect(await idempotency.once(request, async () => 'now')).toEqual({ body: '"now"', replayed: false });
});

test('an answer that is known beforehand is stored with the key, and only with its effect', async () => {
  const request = newRequest();
  const effect = (fails: boolean) =>
    idempotency.oncePrefetching(
      { ...request, answer: { id: fails ? 1 : 2 } },
      async () => undefined,
      async () => {
        if (fails) throw new Error('not now');
      },
    );
  await expect(effect(true)).rejects.toThrow('not now');
  expect(await effect(false)).toEqual({ body: '{"id":2}', replayed: false });
  expect(await effect(false)).toEqual({ body: '{"id":2}', replayed: true });
  expect(await stored(request)).toEqual({ response: '{"id":2}', repeats: 1 });
});

test('one key with 50 parallel requests: one effect, and all get its answer', async () => {
  const request = newRequest();
  let effects = 0;
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      idempotency.oncePrefetching(
        { ...request, ...(at % 2 === 0 ? { answer: { id: at } } : {}) },
        async (tx) => tx.row('SELECT 1 AS n'),
        async (_tx, found) => {
          await found;
          effects++;
          return { id: at };
        },
      ),
    ),
  );
  expect(effects).toBe(1);
  expect(new Set(outcomes.map(({ body }) => body)).size).toBe(1);
  expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
});
