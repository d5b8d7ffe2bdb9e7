import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { checkedFetch } from '../support/contract/checked-fetch';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken, userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(60_000);

let environment: TestEnvironment;
let connection: Connection;
const running: AppProcess[] = [];

beforeAll(async () => {
  // No scan comes to the help of a webhook that doesn't arrive.
  environment = await newEnvironment({ DUE_SCAN_SECONDS: '600', PAYMENT_CHECK_SECONDS: '600' });
  connection = await createConnection(environment.env.DATABASE_URL as string);
});
afterAll(async () => {
  await Promise.all(running.map((process) => process.kill('SIGTERM')));
  await connection.end();
  await environment.drop();
});

async function post(api: AppProcess, path: string, token: string, body: string, type = 'application/json') {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  const reply = await checkedFetch(api.url + path, { method: 'POST', headers, body });
  return { status: reply.status, body: (await reply.json()) as { orderId?: string } };
}

test("the sandbox's signed webhook reaches the API from the worker over HTTP and pays the order", async () => {
  const api = await startProcess('main', environment.env);
  running.push(api);
  running.push(await startProcess('worker', { ...environment.env, SANDBOX_API_URL: api.url }));
  const csv = 'sku,name,category,price_minor,currency\nLAMP,Lamp,Home,6000,USD\n';
  expect((await post(api, '/v1/catalogue/imports', merchantToken(1), csv, 'text/csv')).status).toBe(200);
  const [products] = await connection.query<RowDataPacket[]>('SELECT product_id AS id FROM product');
  const items = [{ productId: String(products[0]!.id), quantity: 1 }];
  const order = await post(api, '/v1/orders', userToken(5), JSON.stringify({ items, couponIds: [] }));
  const path = `/v1/orders/${order.body.orderId}`;
  const method = JSON.stringify({ methodToken: 'sandbox_slow_ok' });
  expect((await post(api, `${path}/payments`, userToken(5), method)).status).toBe(202);
  const status = async () => {
    const reply = await checkedFetch(api.url + path, {
      headers: { authorization: `Bearer ${userToken(5)}` },
    });
    return ((await reply.json()) as { status: string }).status;
  };
  await until('the webhook arrived', async () => (await status()) === 'paid', 20_000);
});
