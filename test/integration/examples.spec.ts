import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { startApi, type TestApi } from '../support/api';
import { fieldOf, fillIn, type HttpRequest, parseHttpFile } from '../support/contract/http-file';
import { startWorker } from '../support/servers/worker';
import { merchantToken, platformToken, serviceToken, userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000);

/** It ends what hangs, and is no measure of speed. */
const WORKER_DEADLINE_MS = 60_000;
const FOLDER = join(__dirname, '../../examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.http'));
/** What the demo of "npm start" has: one user, and one merchant. */
const VARIABLES = {
  API: '',
  USER_TOKEN: userToken(1),
  MERCHANT_TOKEN: merchantToken(1),
  PLATFORM_TOKEN: platformToken(),
  SERVICE_TOKEN: serviceToken('order-system'),
};

let api: TestApi;
let worker: INestApplicationContext;

beforeAll(async () => {
  api = await startApi();
  worker = await startWorker();
});

afterAll(async () => {
  await worker.close();
  await api.stop();
});

async function send(request: HttpRequest, answers: ReadonlyMap<string, unknown>) {
  const fill = (text: string) => fillIn(text, VARIABLES, answers);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), fill(value)]),
  );
  const body = request.body === undefined ? undefined : fill(request.body);
  return api.call(request.method, fill(request.url), { headers, body });
}

async function sendUntil(request: HttpRequest, answers: ReadonlyMap<string, unknown>) {
  const { until: goal } = request;
  if (!goal) return send(request, answers);
  const isReached = async () => {
    const reply = await send(request, answers);
    expect(reply).toMatchObject({ status: request.status });
    return String(fieldOf(reply.body, goal.field)) === goal.value ? reply : undefined;
  };
  return until(`${request.title}: ${goal.field} is ${goal.value}`, isReached, WORKER_DEADLINE_MS);
}

test.each(FILES)('each request of %s is answered as it says', async (file) => {
  const requests = parseHttpFile(join(FOLDER, file));
  expect(requests.length).toBeGreaterThan(5);
  const answers = new Map<string, unknown>();
  for (const request of requests) {
    const reply = await sendUntil(request, answers);
    // The body is there to be seen with a failure.
    expect({ title: request.title, status: reply.status, body: reply.body }).toEqual({
      title: request.title,
      status: request.status,
      body: reply.body,
    });
    // Where a refusal is documented, the title names its code.
    if (request.status >= 400) expect(request.title).toContain(reply.body.code);
    if (request.name) answers.set(request.name, reply.body);
  }
});
