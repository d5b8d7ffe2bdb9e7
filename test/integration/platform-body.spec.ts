import { startApi, type TestApi } from '../support/api';
import { checkedFetch } from '../support/contract/checked-fetch';
import { merchantToken } from '../support/tokens';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const post = (payload: string, contentType: string, url = '/v1/rules') =>
  api.inject({
    method: 'POST',
    url,
    payload,
    headers: { authorization: `Bearer ${merchantToken()}`, 'content-type': contentType },
  });

test('a body nested 100,000 deep is refused, whatever its fields', async () => {
  const reply = await post(nested(100_000), 'application/json');
  expect(reply.statusCode).toBe(400);
  expect(reply.json().code).toBe('MALFORMED_BODY');
});

test('a stream of CSV is not mistaken for a deep tree', async () => {
  const csv = 'sku,name,category,price_minor,currency\nLAMP-1,Desk lamp,Home / Lamps,6000,USD\n';
  const reply = await post(csv, 'text/csv', '/v1/catalogue/imports');
  expect({ status: reply.statusCode, body: reply.json() }).toEqual({
    status: 200,
    body: { created: 1, updated: 0 },
  });
});

test.each([
  ['broken JSON', '{"a":', 'application/json', 400, 'MALFORMED_BODY'],
  ['a media type that is none of ours', 'a', 'application/xml', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['two MiB', `"${'x'.repeat(2 * 1024 * 1024)}"`, 'application/json', 413, 'PAYLOAD_TOO_LARGE'],
])('refuses %s', async (_name, payload, contentType, status, code) => {
  const reply = await post(payload, contentType);
  expect(reply.statusCode).toBe(status);
  expect(reply.json().code).toBe(code);
});

describe('over a real connection', () => {
  let url: string;
  beforeAll(async () => {
    await api.app.listen(0, '127.0.0.1');
    url = await api.app.getUrl();
  });

  const send = (path: string, body: string, contentType: string) =>
    checkedFetch(url + path, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${merchantToken()}`, 'content-type': contentType },
    });

  test.each(['/v1/rules', '/v1/batches', '/v1/batches/1/publish', '/v1/batches/1/issues'])(
    'CSV is no body for %s, and the process survives it',
    async (path) => {
      const reply = await send(path, 'a,b', 'text/csv');
      expect(reply.status).toBe(415);
      expect(await reply.json()).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
      expect((await checkedFetch(`${url}/health/live`)).status).toBe(200);
    },
  );

  test('a media type without a body is no body', async () => {
    const reply = await send('/v1/batches/424242/publish', '', 'application/json');
    expect(await reply.json()).toMatchObject({ status: 404, code: 'BATCH_NOT_FOUND' });
  });

  test.each([
    ['/v1/orders/%zz', 'MALFORMED_REQUEST'],
    [`/v1/orders/${'1'.repeat(200)}`, 'VALIDATION_FAILED'],
  ])('%s is a problem, too', async (path, code) => {
    const reply = await checkedFetch(url + path);
    expect(reply.headers.get('content-type')).toMatch('application/problem+json');
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(await reply.json()).toMatchObject({ code });
  });
});
