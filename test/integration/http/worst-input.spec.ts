import { Readable } from 'node:stream';
import { startApi, type TestApi } from '../../support/api';
import { documentedOperations } from '../../support/operations';
import { inputsOf, WORST_INPUTS, type WorstInput } from '../../support/worst/inputs';
import { longestTurn } from '../../support/worst/turns';
import { newWorld, type World } from '../../support/worst/world';

jest.setTimeout(300_000);

const MAX_TURN_MS = 50;
/** The answer is so large that the injected request's own copying of it, which counts here, takes longer than making it. */
const MAX_TURN_MS_OF: Record<string, number> = { 'POST /v1/checkout/quotes': 100 };
/** As much as a socket gives at once. */
const PIECE = 64 * 1024;

let api: TestApi | undefined;
let world: World;

beforeAll(async () => {
  if (process.env.WORST_INPUTS !== 'all') return;
  api = await startApi({
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
    PUBLIC_URL: 'https://shop.example',
  });
  world = await newWorld(api);
});
afterAll(() => api?.stop());

function* piecesOf(body: Buffer): Generator<Buffer> {
  for (let from = 0; from < body.length; from += PIECE) yield body.subarray(from, from + PIECE);
}

test('every operation has its worst input in the table', () => {
  const documented = documentedOperations().map(({ name }) => name);
  expect(Object.keys(WORST_INPUTS).sort()).toEqual(documented.sort());
});

/** Minutes long, and measures a process: a campaign of its own, `npm run test:worst:long`. */
const walk = process.env.WORST_INPUTS === 'all' ? test : test.skip;

walk.each(documentedOperations().map((operation) => [operation.name, operation] as const))(
  '%s: no input of the largest size holds the event loop for 50 ms',
  async (_name, operation) => {
    const slow: string[] = [];
    const maxMs = MAX_TURN_MS_OF[operation.name] ?? MAX_TURN_MS;
    for (const input of inputsOf(operation, world)) {
      const { turnMs, status } = await longestTurn(maxMs, () => send(operation, input));
      if (turnMs >= maxMs || status >= 500) slow.push(`${input.what}: ${Math.round(turnMs)} ms, ${status}`);
    }
    expect(slow).toEqual([]);
  },
);

/** A stream has no end: it is left once it has begun. */
const BEGUN_MS = 50;

async function send(
  { method, url, path, token, body: documented }: ReturnType<typeof documentedOperations>[number],
  input: WorstInput,
): Promise<{ statusCode: number }> {
  const left = new AbortController();
  const leaving = path.endsWith('/events') ? setTimeout(() => left.abort(), BEGUN_MS) : undefined;
  const bearer = input.token ?? token;
  const body = input.body === undefined ? undefined : Buffer.from(input.body);
  const answer = api!.app.inject({
    method: method as 'POST',
    signal: left.signal,
    url: input.url ?? url,
    headers: {
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(body && {
        'content-type': documented?.type ?? 'application/json',
        'content-length': String(body.length),
      }),
      ...input.headers,
    },
    payload: body && Readable.from(piecesOf(body)),
  } as never) as Promise<{ statusCode: number }>;
  const begun = new Promise<{ statusCode: number }>((done) =>
    left.signal.addEventListener('abort', () => done({ statusCode: 200 })),
  );
  return Promise.race([answer.catch(() => begun), begun]).finally(() => clearTimeout(leaving));
}
