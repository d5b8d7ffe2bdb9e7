import { startApi, type TestApi } from '../../support/api';
import { type DocumentedOperation, documentedOperations } from '../../support/operations';
import { platformToken } from '../../support/tokens';

// A web hook's signature is checked before its body, whatever that is.
const WITH_BODY = documentedOperations().filter(
  ({ body, path }) => body?.required && !path.startsWith('/v1/payment-webhooks/'),
);
const OF_JSON = WITH_BODY.filter(({ body }) => body?.type === 'application/json');
const OF_CSV = WITH_BODY.filter(({ body }) => body?.type === 'text/csv');
/** Each call with a user's token is noted here, after its answer. */
const NOTED_BESIDE = 'audience_user';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  const user = { email: 'anna@example.com', locale: 'de-AT', timeZone: 'Europe/Vienna', emailOptIn: true };
  await api.call('PUT', '/v1/audience/users/1', { token: platformToken(), body: user });
  await api.call('PUT', '/v1/audience/users/1001', { token: platformToken(), body: user });
});
afterAll(() => api.stop());

const send = ({ method, url, token }: DocumentedOperation, payload?: string, contentType?: string) =>
  api.app.inject({
    method: method as 'POST',
    url,
    payload,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(contentType ? { 'content-type': contentType } : {}),
    },
  });

/** What is stored, in few words: sums over the rows of every table. */
async function stored(): Promise<unknown> {
  const tables = await api.database.rows<{ name: string }>(
    'SELECT TABLE_NAME AS name FROM information_schema.tables WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1',
  );
  const names = tables.map(({ name }) => name).filter((name) => name !== NOTED_BESIDE);
  return Promise.all([
    ...names.map((name) => api.database.rows(`CHECKSUM TABLE ${name}`)),
    api.database.rows(
      'SELECT user_id, email, phone, locale, time_zone, email_opt_in, sms_opt_in FROM audience_user ORDER BY user_id',
    ),
  ]);
}

const NO_OBJECT: [string, string | undefined, string | undefined][] = [
  ['no body', undefined, undefined],
  ['an empty body', '', 'application/json'],
  ['null', 'null', 'application/json'],
  ['a list', '[]', 'application/json'],
  ['a list of an object', '[{}]', 'application/json'],
  ['a number', '7', 'application/json'],
  ['false', 'false', 'application/json'],
  ['a text', '"text"', 'application/json'],
  ['an empty text', '""', 'application/json'],
];

test('the document has routes with a required body, of JSON and of CSV', () => {
  expect(OF_JSON.length).toBeGreaterThan(20);
  expect(OF_CSV.length).toBeGreaterThan(1);
  expect(WITH_BODY).toHaveLength(OF_JSON.length + OF_CSV.length);
});

test.each(NO_OBJECT)('%s is refused by each of them, and changes nothing', async (_name, payload, type) => {
  const before = await stored();
  const taken: Record<string, unknown> = {};
  for (const operation of OF_JSON) {
    const reply = await send(operation, payload, type);
    const { code, errors } = reply.json();
    const isRefused = reply.statusCode === 400 && code === 'VALIDATION_FAILED';
    const namesTheBody = errors?.length === 1 && errors[0].pointer === '' && errors[0].code === 'IS_OBJECT';
    if (!isRefused || !namesTheBody) taken[operation.name] = [reply.statusCode, code, errors];
  }
  expect(taken).toEqual({});
  expect(await stored()).toEqual(before);
});

test('no file is refused by each route that takes one; JSON is no file', async () => {
  const before = await stored();
  for (const operation of OF_CSV) {
    const missing = await send(operation);
    expect([operation.name, missing.statusCode, missing.json().errors]).toMatchObject([
      operation.name,
      400,
      [{ pointer: '', code: 'IS_REQUIRED' }],
    ]);
    for (const payload of ['null', '[]', '7', '"text"', '{}']) {
      const reply = await send(operation, payload, 'application/json');
      expect([operation.name, payload, reply.statusCode]).toEqual([operation.name, payload, 415]);
    }
  }
  expect(await stored()).toEqual(before);
});
