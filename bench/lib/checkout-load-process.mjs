// Buyers in a closed loop, in a process of its own: each connection takes the next buyer through a whole checkout (quote, order
// with the quoted price, payment) and counts it when all of it succeeded. Buyers without a coupon get one first. What can be
// made ready beforehand is, because it shares the machine with what it measures.
import { HttpConnection } from './http-connection.mjs';
import { inAnHour, userToken } from './user-token.mjs';

/** @returns a function that sends one request and resolves with its answer */
function openConnection(port) {
  let settle;
  const failed = () => settle?.reject(new Error('the connection broke'));
  const opened = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  const connection = new HttpConnection(port, {
    opened: () => settle.resolve(),
    answered: (status, body) => settle.resolve({ status, body }),
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

/** The first `"name":"123"` of a JSON text: a buyer needs one id of an answer, not all of it. */
const idIn = (body, name) => new RegExp(`"${name}":"(\\d+)"`).exec(body.latin1Slice())[1];

/** A buyer with their token and the request that is the same for all. */
function prepare([userId, couponId], { secret, expiresAt, name, items }) {
  const token = userToken(secret, { userId, expiresAt, jti: `${name}-${userId}` });
  const quote = requestOf('/v1/checkout/quotes', token, { body: { items } });
  return { userId, couponId, token, quote };
}

/** One buyer's way through the checkout. @returns how it ended: `paid`, or the step and status at which it stopped */
async function checkOut(connection, { buyer, claimFrom, items }, timeStep) {
  const { userId, couponId, token, quote } = buyer;
  const step = async (name, wanted, request) => {
    const sentAt = performance.now();
    const { status, body } = await connection.send(request);
    timeStep(name, performance.now() - sentAt);
    if (status !== wanted) throw Object.assign(new Error(`${name} ${status}`), { answer: body.toString() });
    return body;
  };
  const claim = () => requestOf(`/v1/batches/${claimFrom}/claims`, token, { key: `claim-${userId}` });
  try {
    const owned = couponId ?? idIn(await step('claim', '201', claim()), 'couponId');
    const { best } = JSON.parse(await step('quote', '200', quote));
    if (!best.couponIds.includes(owned)) return 'coupon not in the best price';
    const { payable } = best.totals;
    const order = { items, couponIds: best.couponIds, expectedTotal: payable };
    const create = requestOf('/v1/orders', token, { key: `order-${userId}`, body: order });
    const orderId = idIn(await step('create', '201', create), 'orderId');
    const payment = { methodToken: 'sandbox_ok', amount: payable };
    const pay = requestOf(`/v1/orders/${orderId}/payments`, token, { key: `pay-${orderId}`, body: payment });
    await step('pay', '201', pay);
    return 'paid';
  } catch (error) {
    return error.message;
  }
}

async function run({ port, secret, buyers, claimFrom, items, connections, warmUpMs, measureMs, name }) {
  const prepared = buyers.map((buyer) => prepare(buyer, { secret, expiresAt: inAnHour(), name, items }));
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
    while (performance.now() < measureUntil && next < prepared.length) {
      const begunAt = performance.now();
      const outcome = await checkOut(connection, { buyer: prepared[next++], claimFrom, items }, timeStep);
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
