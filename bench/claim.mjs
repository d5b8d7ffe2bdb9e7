import { createRequire } from 'node:module';
import { insertBatch } from './lib/claim-batch.mjs';
import { runLoad } from './lib/load.mjs';
import { memoryOf, startProcess } from './lib/processes.mjs';
import { describeServers, startServers } from './lib/servers.mjs';
import { median, round } from './lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

const WARM_UP_MS = 1_000;
const STOCK = 100_000_000;
const PLAIN_POOLS = [4, 8, 16, 32];
const DAY_MS = 86_400_000;
/** More requests than any endpoint answers in one phase. */
const REQUESTS_PER_SECOND = 40_000;

/**
 * Getting coupons against an empty authenticated endpoint of the same app, a raw Fastify endpoint, one transaction per claim,
 * sold-out answers and a crowd of which half holds a coupon already. Interleaved rounds in one run, medians of ratios.
 *
 * @param options.seconds per phase (default 5), @param options.rounds default 3, @param options.connections "64,256"
 * @param options.soak seconds of load for the memory figure (default 300; 0 leaves it out)
 */
export default async function claim({ seconds = 5, rounds = 3, connections = '64,256', soak = 300 }) {
  const servers = await startServers();
  const connection = await createConnection(servers.mysql.url);
  try {
    const versions = await describeServers(connection, servers);
    console.log(`claim: ${rounds} rounds of ${seconds} s per phase; ${JSON.stringify(versions)}\n`);
    const bench = new ClaimBench(servers, connection, seconds * 1000);
    const results = [];
    for (const count of String(connections).split(',').map(Number)) {
      results.push(await bench.compare(count, rounds, await bench.bestPlainPool(count)));
    }
    const memory = soak > 0 ? await bench.soak(soak) : undefined;
    report(results, memory, versions);
  } finally {
    await connection.end();
    await servers.stop();
  }
}

class ClaimBench {
  #user = 1;
  #batch = 1_000_000;
  #run = 0;

  constructor(servers, connection, measureMs) {
    this.servers = servers;
    this.connection = connection;
    this.measureMs = measureMs;
  }

  async newBatch(stock) {
    const batchId = ++this.#batch;
    await insertBatch(this.connection, { batchId, stock });
    return batchId;
  }

  /** @param options.wanted the statuses that count: what was turned away in a hurry is no work done */
  async load(port, path, connections, { wanted, firstUser, measureMs = this.measureMs }) {
    const count = Math.ceil(((WARM_UP_MS + measureMs) / 1000) * REQUESTS_PER_SECOND);
    const first = firstUser ?? this.#user;
    if (firstUser === undefined) this.#user += count;
    const result = await runLoad({
      port,
      path,
      secret: this.servers.env.JWT_SECRET,
      firstUser: first,
      count,
      run: String(++this.#run),
      connections,
      warmUpMs: WARM_UP_MS,
      measureMs,
    });
    const done = wanted.reduce((sum, status) => sum + (result.statuses[status] ?? 0), 0);
    if (done === 0)
      throw new Error(`${path}: no answer was ${wanted.join(' or ')}: ${JSON.stringify(result.statuses)}`);
    return { ...result, perSecond: result.counted > 0 ? (result.perSecond * done) / result.counted : 0 };
  }

  raw(api, connections, measureMs) {
    return this.load(api.port, '/raw', connections, { wanted: [204], measureMs });
  }

  empty(api, connections, measureMs) {
    return this.load(api.port, '/bench/empty', connections, { wanted: [204], measureMs });
  }

  async claims(api, connections, measureMs) {
    const path = `/v1/batches/${await this.newBatch(STOCK)}/claims`;
    return this.load(api.port, path, connections, { wanted: [201], measureMs });
  }

  async plain(api, connections, measureMs) {
    const path = `/bench/plain/${await this.newBatch(STOCK)}`;
    return this.load(api.port, path, connections, { wanted: [201], measureMs });
  }

  async soldOut(api, connections) {
    const path = `/v1/batches/${await this.newBatch(0)}/claims`;
    return this.load(api.port, path, connections, { wanted: [409] });
  }

  api(env = {}) {
    return startProcess({ program: 'bench/lib/claim-api.mjs', env: { ...this.servers.env, ...env } });
  }

  /** One transaction per claim is measured at its best, whatever its pool. */
  async bestPlainPool(connections) {
    const rates = [];
    for (const pool of PLAIN_POOLS) {
      const api = await this.api({ DATABASE_POOL_SIZE: String(pool) });
      const result = await this.plain(api, connections, 2_500);
      await api.stop();
      rates.push({ pool, rate: result.perSecond });
    }
    console.log(
      `one transaction per claim, ${connections} connections, by pool size: ${rates.map(({ pool, rate }) => `${pool}: ${Math.round(rate)}/s`).join('  ')}`,
    );
    return rates.sort((a, b) => b.rate - a.rate)[0].pool;
  }

  /** The phases of one round, in the order in which they run. */
  async round(apis, connections) {
    const { api, plain, raw } = apis;
    const phases = {};
    phases.raw = await this.raw(raw, connections);
    phases.empty = await this.empty(api, connections);
    phases.claim = await this.claims(api, connections);
    phases.plain = await this.plain(plain, connections);
    phases.soldOut = await this.soldOut(api, connections);
    phases.duplicates = await this.duplicates(api, connections);
    return phases;
  }

  /** Every other user holds a coupon of the batch that was sent to them: the gate doesn't know. */
  async duplicates(api, connections) {
    const batchId = await this.newBatch(STOCK);
    const now = new Date();
    const holders = Math.ceil(((WARM_UP_MS + this.measureMs) / 1000) * REQUESTS_PER_SECOND);
    const firstUser = this.#user;
    this.#user += holders;
    // As many as could be met in the time, straight into the table, as a distribution would.
    const pages = 20;
    const perPage = Math.ceil(holders / 2 / pages);
    for (let page = 0; page < pages; page++) {
      const rows = [];
      for (let at = page * perPage; at < (page + 1) * perPage; at++) {
        const user = firstUser + at * 2;
        rows.push(`(${4_000_000_000_000 + user}, ${user}, ${batchId}, 1, 2, @now, @until, @now)`);
      }
      await this.connection.query('SET @now = ?, @until = ?', [now, new Date(now.getTime() + 30 * DAY_MS)]);
      await this.connection.query(
        `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, source, valid_from, valid_until, created_at) VALUES ${rows.join(',')}`,
      );
    }
    const wanted = [201, 409];
    return this.load(api.port, `/v1/batches/${batchId}/claims`, connections, { wanted, firstUser });
  }

  async compare(connections, rounds, plainPool) {
    const apis = {
      api: await this.api(),
      plain: await this.api({ DATABASE_POOL_SIZE: String(plainPool) }),
      raw: await startProcess({ program: 'bench/lib/raw-api.mjs', env: {} }),
    };
    // The first seconds of a process are its compiler's.
    await this.claims(apis.api, connections);
    await this.empty(apis.api, connections, 1_000);
    await this.raw(apis.raw, connections, 1_000);
    await this.plain(apis.plain, connections, 1_000);
    const all = [];
    for (let round = 1; round <= rounds; round++) {
      const before = await flushCounters(apis.api.port);
      const phases = await this.round(apis, connections);
      const after = await flushCounters(apis.api.port);
      phases.rowsPerFlush = (after.sum - before.sum) / (after.count - before.count);
      all.push(phases);
      printRound(connections, round, phases);
    }
    const memory = await memoryOf(apis.api.pid);
    for (const process of Object.values(apis)) await process.stop();
    return { connections, plainPool, all, memory };
  }

  /** Claims without a pause, and the API's memory along the way. */
  async soak(seconds) {
    const api = await this.api();
    const samples = [];
    const timer = setInterval(
      async () => samples.push({ at: performance.now(), rss: (await memoryOf(api.pid)).now }),
      1_000,
    );
    const start = performance.now();
    let claims = 0;
    while (performance.now() - start < seconds * 1000) {
      const left = seconds * 1000 - (performance.now() - start);
      const result = await this.claims(api, 64, Math.min(20_000, Math.max(1_000, left)));
      claims += result.counted;
    }
    clearInterval(timer);
    await api.stop();
    const minute = (number) =>
      median(
        samples.filter(({ at }) => Math.floor((at - start) / 60_000) === number - 1).map(({ rss }) => rss),
      );
    const last = Math.max(2, Math.floor(seconds / 60));
    const figures = { claims, minute2: minute(2), last: minute(last), ratio: minute(last) / minute(2) };
    console.log(
      `\n${seconds} s of claims (${claims}): RSS ${figures.minute2.toFixed(0)} MiB in the second minute, ` +
        `${figures.last.toFixed(0)} MiB in the last, ratio ${figures.ratio.toFixed(3)}`,
    );
    return figures;
  }
}

async function flushCounters(port) {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((reply) => reply.text());
  const read = (name) => Number(new RegExp(`^coupon_flush_rows_${name} (\\S+)`, 'm').exec(text)?.[1] ?? 0);
  return { sum: read('sum'), count: read('count') };
}

function printRound(connections, round, phases) {
  const cells = ['raw', 'empty', 'claim', 'plain', 'soldOut', 'duplicates'].map((name) => {
    const { perSecond, p50, p99, statuses } = phases[name];
    return `${name} ${Math.round(perSecond)}/s (p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms) ${JSON.stringify(statuses)}`;
  });
  console.log(
    `${connections} connections, round ${round}, ${phases.rowsPerFlush.toFixed(1)} rows per flush\n  ${cells.join('\n  ')}`,
  );
}

function report(results, memory, versions) {
  const ratios = {};
  const figures = {};
  console.log(
    '\nconnections  claim/empty  claim/raw  claim/plain  soldout/empty  duplicates/clean  rows/flush  RSS MiB',
  );
  for (const { connections, plainPool, all, memory: rss } of results) {
    figures[`plain_pool_${connections}`] = plainPool;
    const of = (a, b) => round(median(all.map((phases) => phases[a].perSecond / phases[b].perSecond)));
    const row = {
      claim_to_empty: of('claim', 'empty'),
      claim_to_raw: of('claim', 'raw'),
      claim_to_plain: of('claim', 'plain'),
      soldout_to_empty: of('soldOut', 'empty'),
      duplicates_to_clean: of('duplicates', 'claim'),
    };
    for (const [name, value] of Object.entries(row)) ratios[`${name}_${connections}`] = value;
    const middle = (name, field) => round(median(all.map((phases) => phases[name][field])), 2);
    for (const name of ['raw', 'empty', 'claim', 'plain', 'soldOut', 'duplicates']) {
      figures[`${name}_per_s_${connections}`] = Math.round(middle(name, 'perSecond'));
    }
    figures[`claim_p50_ms_${connections}`] = middle('claim', 'p50');
    figures[`claim_p99_ms_${connections}`] = middle('claim', 'p99');
    figures[`rows_per_flush_${connections}`] = round(median(all.map((phases) => phases.rowsPerFlush)), 1);
    figures[`rss_mib_${connections}`] = Math.round(rss.now);
    console.log(
      `${String(connections).padStart(11)}  ${Object.values(row)
        .map((value) => String(value).padStart(11))
        .join('  ')}  ` + `${figures[`rows_per_flush_${connections}`]}  ${Math.round(rss.now)}`,
    );
  }
  // The contract's names stand for the worse of the connection counts.
  for (const name of [
    'claim_to_empty',
    'claim_to_raw',
    'claim_to_plain',
    'soldout_to_empty',
    'duplicates_to_clean',
  ]) {
    ratios[name] = Math.min(...results.map(({ connections }) => ratios[`${name}_${connections}`]));
  }
  if (memory) {
    ratios.rss_last_to_second_minute = round(memory.ratio);
    figures.soak_claims = memory.claims;
  }
  console.log(JSON.stringify({ bench: 'claim', ratios, figures, versions }));
}
