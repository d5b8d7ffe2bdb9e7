// Buyers in a closed loop, in a process of its own: each connection takes the next buyer through a whole checkout (quote, order
// with the quoted price, payment) and counts it when all of it succeeded. Buyers without a coupon get one first.
import { HttpConnection } from './http-connection.mjs';
import { userToken } from './user-token.mjs';

/** @returns a function that sends one request and resolves with its answer */
function openConnection(port) {
  let settle;
  const failed = () => settle?.reject(new Error('the connection broke'));
  const opened = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  const connection = new HttpConnection(port, {
    opened: () => settle.resolve(),
    answered: (status, body) => settle.resolve({ status, body: body.toString() }),
    broken: failed,
    closed: failed,
  });
  return {
    opened,
    send: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        connection.send(request);
      }),
    end: () => {
      settle = undefined;
      connection.end();
    },
  };
}

function requestOf(path, token, { body, key } = {}) {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const keyLine = key === undefined ? '' : `Idempotency-Key: ${key}\r\n`;
  const typeLine = body === undefined ? '' : 'Content-Type: application/json\r\n';
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n${keyLine}${typeLine}` +
      `Content-Length: ${Buffer.byteLength(payload)}\r\n\r\n${payload}`,
  );
}

/** One buyer's way through the checkout. @returns how it ended: `paid`, or the step and status at which it stopped */
async function checkOut(connection, { userId, couponId, claimFrom, items, token }, timeStep) {
  const step = async (name, path, wanted, options) => {
    const sentAt = performance.now();
    const { status, body } = await connection.send(requestOf(path, token, options));
    timeStep(name, performance.now() - sentAt);
    if (status !== wanted) throw Object.assign(new Error(`${name} ${status}`), { answer: body });
    return JSON.parse(body);
  };
  try {
    const owned =
      couponId ??
      (await step('claim', `/v1/batches/${claimFrom}/claims`, '201', { key: `claim-${userId}` })).couponId;
    const { best } = await step('quote', '/v1/checkout/quotes', '200', { body: { items } });
    if (!best.couponIds.includes(owned)) return 'coupon not in the best price';
    const { orderId } = await step('create', '/v1/orders', '201', {
      key: `order-${userId}`,
      body: { items, couponIds: best.couponIds, expectedTotal: best.totals.payable },
    });
    await step('pay', `/v1/orders/${orderId}/payments`, '201', {
      key: `pay-${orderId}`,
      body: { methodToken: 'sandbox_ok', amount: best.totals.payable },
    });
    return 'paid';
  } catch (error) {
    return error.message;
  }
}

async function run({ port, secret, buyers, claimFrom, items, connections, warmUpMs, measureMs, name }) {
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  const steps = { claim: [], quote: [], create: [], pay: [], checkout: [] };
  const outcomes = {};
  const start = performance.now();
  const measureFrom = start + warmUpMs;
  const measureUntil = measureFrom + measureMs;
  const counts = () => performance.now() >= measureFrom && performance.now() <= measureUntil;
  const timeStep = (step, ms) => counts() && steps[step].push(ms);
  let next = 0;
  let lastAnswer = measureFrom;
  const work = async () => {
    const connection = openConnection(port);
    await connection.opened;
    while (performance.now() < measureUntil && next < buyers.length) {
      const [userId, couponId] = buyers[next++];
      const token = userToken(secret, { userId, expiresAt, jti: `${name}-${userId}` });
      const begunAt = performance.now();
      const outcome = await checkOut(connection, { userId, couponId, claimFrom, items, token }, timeStep);
      if (!counts()) continue;
      lastAnswer = performance.now();
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (outcome === 'paid') steps.checkout.push(lastAnswer - begunAt);
    }
    connection.end();
  };
  await Promise.all(Array.from({ length: connections }, work));
  const percentiles = (values) => {
    const sorted = values.sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { p50: at(0.5), p99: at(0.99) };
  };
  return {
    perSecond: (outcomes.paid ?? 0) / ((lastAnswer - measureFrom) / 1000),
    outcomes,
    steps: Object.fromEntries(Object.entries(steps).map(([step, values]) => [step, percentiles(values)])),
  };
}

process.on('message', async (options) => process.send(await run(options)));
