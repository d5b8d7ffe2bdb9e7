// A closed-loop HTTP load generator in a process of its own: every connection sends its next request when the answer to the
// last one has arrived. Raw sockets and ready-made requests, because it shares the machine with what it measures.
import { HttpConnection } from './http-connection.mjs';
import { inAnHour, userToken } from './user-token.mjs';

function requestsOf({ secret, path, firstUser, count, run, method, bodies, headers = '', users = count }) {
  const expiresAt = inAnHour();
  return Array.from({ length: count }, (_, at) => {
    const token = userToken(secret, { userId: firstUser + (at % users), expiresAt, jti: `${run}-${at}` });
    const body = bodies?.[at % bodies.length] ?? '';
    const type = body === '' ? '' : 'Content-Type: application/json\r\n';
    return Buffer.from(
      `${method} ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n${headers}${type}Content-Length: ${body.length}\r\n\r\n${body}`,
      'latin1',
    );
  });
}

/** Sends the load's requests over one connection, each when the answer to the last one has arrived. */
function keepBusy(port, load) {
  let sentAt = 0;
  const next = () => {
    const request = load.nextRequest();
    if (request === undefined) return connection.end();
    sentAt = performance.now();
    connection.send(request);
  };
  const connection = new HttpConnection(port, {
    opened: next,
    answered: (status) => {
      load.answered(status, performance.now() - sentAt);
      next();
    },
    broken: () => load.broken++,
    closed: load.closed,
  });
}

/** Runs the load: `warmUpMs` uncounted, then `measureMs` counted; ends when the requests run out, too. */
function run({ port, connections, warmUpMs, measureMs, ...requests }) {
  return new Promise((resolve) => {
    const prepared = requestsOf(requests);
    const latencies = new Float64Array(prepared.length);
    const statuses = {};
    let sent = 0;
    let counted = 0;
    let open = connections;
    let measureFrom = 0;
    let measureUntil = 0;
    let lastAnswer = 0;
    const load = {
      broken: 0,
      nextRequest: () =>
        performance.now() < measureUntil && sent < prepared.length ? prepared[sent++] : undefined,
      answered: (status, latency) => {
        const now = performance.now();
        if (now < measureFrom || now > measureUntil) return;
        latencies[counted++] = latency;
        statuses[status] = (statuses[status] ?? 0) + 1;
        lastAnswer = now;
      },
      closed: () => {
        if (--open > 0) return;
        const sorted = latencies.subarray(0, counted).sort();
        const percentile = (share) => sorted[Math.min(counted - 1, Math.floor(counted * share))] ?? 0;
        resolve({
          perSecond: counted / ((lastAnswer - measureFrom) / 1000),
          counted,
          sent,
          statuses,
          broken: load.broken,
          p50: percentile(0.5),
          p99: percentile(0.99),
        });
      },
    };
    const start = performance.now();
    measureFrom = start + warmUpMs;
    measureUntil = measureFrom + measureMs;
    for (let at = 0; at < connections; at++) keepBusy(port, load);
  });
}

process.on('message', async (options) => process.send(await run(options)));
