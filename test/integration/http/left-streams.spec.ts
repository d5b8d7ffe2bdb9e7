import { request } from 'node:http';
import { ReadDistributions } from '../../../src/modules/distribution/application/read-distributions';
import { ReadInbox } from '../../../src/modules/notify/application/inbox/read-inbox';
import { Presence } from '../../../src/modules/notify/infra/presence';
import { startApi, type TestApi } from '../../support/api';
import { newBatch, testId } from '../../support/builders';
import { distribute, newTaggedUsers } from '../../support/distributions';
import { openEventStream } from '../../support/event-stream';
import { newContacts } from '../../support/reminders';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

let api: TestApi;
let url: string;

beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
});

afterAll(() => api.stop());
afterEach(() => jest.restoreAllMocks());

/** Asks for streams and leaves while the server still reads what it needs to open them. */
async function askAndLeave<Service extends object>(
  { path, token, times }: { path: string; token: string; times: number },
  service: Service,
  method: keyof Service & string,
): Promise<void> {
  let letGo = (): void => undefined;
  const held = new Promise<void>((done) => {
    letGo = done;
  });
  const original = (service[method] as (...args: unknown[]) => Promise<unknown>).bind(service);
  const reading = jest.spyOn(service as never, method as never).mockImplementation((async (
    ...args: unknown[]
  ) => {
    await held;
    return original(...args);
  }) as never);
  const requests = Array.from({ length: times }, () => {
    const asked = request(`${url}${path}`, { headers: { authorization: `Bearer ${token}` }, agent: false });
    asked.on('error', () => undefined).end();
    return asked;
  });
  await until('all are being opened', () => reading.mock.calls.length === times);
  for (const asked of requests) asked.destroy();
  const server = api.app.getHttpServer();
  await until(
    'the server has seen them leave',
    () =>
      new Promise<boolean>((done) => server.getConnections((_error: unknown, n: number) => done(n === 0))),
  );
  letGo();
  await Promise.all(reading.mock.results.map(({ value }) => value));
  reading.mockRestore();
}

test('whoever leaves while their streams are being opened keeps none of their ten places, and is not online', async () => {
  const userId = testId();
  await newContacts(api.database, [{ userId }]);
  const asked = { path: '/v1/me/events', token: userToken(userId), times: 10 };
  await askAndLeave(asked, api.app.get(ReadInbox, { strict: false }), 'newest');
  const presence = api.app.get(Presence, { strict: false });
  await until('nobody is online', async () => (await presence.online([userId])).size === 0);
  const stream = await openEventStream(`${url}/v1/me/events`, userToken(userId));
  expect(stream.status).toBe(200);
  stream.close();
});

test('whoever leaves while a stream of progress is being opened keeps no place of those who watch', async () => {
  const { code } = await newTaggedUsers(api.database, 1);
  const { batchId } = await newBatch(api.database);
  const distributionId = await distribute(api, { batchId, selection: { tags: { any: [code] } } });
  const path = `/v1/distributions/${distributionId}/events`;
  const asked = { path, token: merchantToken(), times: 100 };
  await askAndLeave(asked, api.app.get(ReadDistributions, { strict: false }), 'progress');
  const stream = await openEventStream(`${url}${path}`, merchantToken());
  expect(stream.status).toBe(200);
  stream.close();
});
