import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { insertBatch } from './lib/claim-batch.mjs';
import { runLoad } from './lib/load.mjs';
import { cpuOf, memoryOf, startProcess } from './lib/processes.mjs';
import { describeServers, startServers } from './lib/servers.mjs';
import { median, round } from './lib/statistics.mjs';
import { inAnHour, signToken } from './lib/user-token.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

const WARM_UP_MS = 1_000;
const STOCK = 100_000_000;
/** More requests than the API answers in one phase. */
const REQUESTS_PER_SECOND = 12_000;
const MIB = 1024 * 1024;

/**
 * Promotion codes: making few and many, exporting, redeeming unique codes and a word against claims of the same kind of batch, and
 * guesses beside honest users. Interleaved rounds in one run, medians of ratios.
 *
 * @param options.seconds per phase (default 5), @param options.rounds default 3, @param options.connections default 64
 * @param options.exported codes of the export (default 2,000,000), @param options.guesses default 100,000
 */
export default async function codes({
  seconds = 5,
  rounds = 3,
  connections = 64,
  exported = 2_000_000,
  guesses = 100_000,
}) {
  const servers = await startServers();
  servers.env.CODE_KEY = randomBytes(32).toString('hex');
  servers.env.PROXIES_IN_FRONT = '1';
  const connection = await createConnection(servers.mysql.url);
  try {
    const versions = await describeServers(connection, servers);
    console.log(`codes: ${rounds} rounds of ${seconds} s per phase; ${JSON.stringify(versions)}\n`);
    const api = await startProcess({ program: 'dist/src/main.js', env: servers.env });
    const bench = new CodesBench(servers, connection, api, { measureMs: seconds * 1000, connections });
    const generation = await bench.generations();
    const exports = await bench.export(exported);
    const redemptions = await bench.redemptions(rounds);
    const guessing = await bench.guess(guesses);
    await api.stop();
    const ratios = { ...generation.ratios, ...exports.ratios, ...redemptions.ratios, ...guessing.ratios };
    const figures = {
      ...generation.figures,
      ...exports.figures,
      ...redemptions.figures,
      ...guessing.figures,
    };
    console.log(JSON.stringify({ bench: 'codes', ratios, figures, versions }));
  } finally {
    await connection.end();
    await servers.stop();
  }
}

class CodesBench {
  #user = 1;
  #batch = 1_000_000;
  #run = 0;

  constructor(servers, connection, api, { measureMs, connections }) {
    this.servers = servers;
    this.connection = connection;
    this.api = api;
    this.measureMs = measureMs;
    this.connections = connections;
    const claims = { sub: 'bench', role: 'merchant', merchant_id: '7', exp: inAnHour() };
    this.headers = {
      authorization: `Bearer ${signToken(servers.env.JWT_SECRET, JSON.stringify(claims))}`,
      'content-type': 'application/json',
    };
  }

  async newBatch(codeMode) {
    const batchId = ++this.#batch;
    await insertBatch(this.connection, { batchId, stock: STOCK, codeMode });
    return batchId;
  }

  async post(path, body) {
    const url = `http://127.0.0.1:${this.api.port}${path}`;
    const reply = await fetch(url, { method: 'POST', headers: this.headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
    return reply.json();
  }

  get(path) {
    return fetch(`http://127.0.0.1:${this.api.port}${path}`, { headers: this.headers });
  }

  /** How long it takes to make one code, and a hundred million. */
  async generations() {
    const times = { 1: [], 100000000: [] };
    for (let run = 0; run < 30; run++) {
      for (const count of Object.keys(times)) {
        const batchId = await this.newBatch(1);
        const start = performance.now();
        await this.post(`/v1/batches/${batchId}/code-generations`, { count: Number(count) });
        times[count].push(performance.now() - start);
      }
    }
    const [few, many] = [median(times[1]), median(times[100_000_000])];
    console.log(`making 1 code ${few.toFixed(1)} ms, 100,000,000 codes ${many.toFixed(1)} ms`);
    return {
      ratios: { generate_many_to_one: round(many / few) },
      figures: { generate_one_ms: round(few, 1), generate_100m_ms: round(many, 1) },
    };
  }

  /** Codes per second of one export, and the API's memory along the way. */
  async export(count) {
    const batchId = await this.newBatch(1);
    await this.post(`/v1/batches/${batchId}/code-generations`, { count: 100_000_000, prefix: 'BENCH' });
    const path = `/v1/batches/${batchId}/codes.csv`;
    await (await this.get(`${path}?count=200000`)).text();
    const samples = [];
    const timer = setInterval(async () => samples.push((await memoryOf(this.api.pid)).now), 100);
    const start = performance.now();
    let bytes = 0;
    for await (const chunk of (await this.get(`${path}?count=${count}`)).body) bytes += chunk.length;
    const perSecond = count / ((performance.now() - start) / 1000);
    clearInterval(timer);
    const middle = Math.ceil(samples.length / 2);
    const [first, second] = [median(samples.slice(0, middle)), median(samples.slice(-middle))];
    console.log(
      `export of ${count} codes, ${(bytes / MIB).toFixed(0)} MiB: ${Math.round(perSecond)} codes/s, RSS ${first.toFixed(0)} MiB in ` +
        `the first half, ${second.toFixed(0)} MiB in the second`,
    );
    return {
      ratios: { export_rss_second_to_first_half: round(second / first) },
      figures: { export_per_s: Math.round(perSecond), export_rss_mib: Math.round(second) },
    };
  }

  /** @param wanted the statuses that count */
  async load(path, { bodies, wanted = [201], measureMs = this.measureMs, ...options }) {
    const count = Math.ceil(((WARM_UP_MS + measureMs) / 1000) * REQUESTS_PER_SECOND);
    const firstUser = this.#user;
    this.#user += count;
    const cpuBefore = await cpuOf(this.api.pid);
    const result = await runLoad({
      port: this.api.port,
      path,
      secret: this.servers.env.JWT_SECRET,
      firstUser,
      count,
      run: String(++this.#run),
      connections: this.connections,
      warmUpMs: WARM_UP_MS,
      measureMs,
      bodies,
      ...options,
    });
    const done = wanted.reduce((sum, status) => sum + (result.statuses[status] ?? 0), 0);
    if (done === 0) throw new Error(`${path}: ${JSON.stringify(result.statuses)}`);
    // Of all that were sent, also while it warmed up.
    const cpuUs = (((await cpuOf(this.api.pid)) - cpuBefore) * 1000) / result.sent;
    return { ...result, perSecond: (result.perSecond * done) / result.counted, cpuUs };
  }

  async claims(measureMs) {
    return this.load(`/v1/batches/${await this.newBatch(0)}/claims`, { measureMs });
  }

  async unique(measureMs = this.measureMs) {
    const batchId = await this.newBatch(1);
    const count = Math.ceil(((WARM_UP_MS + measureMs) / 1000) * REQUESTS_PER_SECOND);
    await this.post(`/v1/batches/${batchId}/code-generations`, { count });
    const csv = await (await this.get(`/v1/batches/${batchId}/codes.csv`)).text();
    const bodies = csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.stringify({ code: line.split(',')[1] }));
    return this.load('/v1/codes/redemptions', { bodies, measureMs });
  }

  async shared(measureMs) {
    const batchId = await this.newBatch(2);
    const word = `WORD${batchId}`;
    await this.post(`/v1/batches/${batchId}/code-words`, { word });
    return this.load('/v1/codes/redemptions', {
      bodies: [JSON.stringify({ code: word, merchantId: '7' })],
      measureMs,
    });
  }

  async redemptions(rounds) {
    // The first seconds of a process are its compiler's.
    for (const phase of ['claims', 'unique', 'shared']) await this[phase](2_000);
    const all = [];
    for (let at = 1; at <= rounds; at++) {
      const phases = {};
      for (const phase of at % 2 ? ['claims', 'unique', 'shared'] : ['shared', 'unique', 'claims']) {
        phases[phase] = await this[phase]();
      }
      all.push(phases);
      const cells = Object.entries(phases).map(
        ([name, { perSecond, cpuUs, p50, p99, statuses }]) =>
          `${name} ${Math.round(perSecond)}/s, ${Math.round(cpuUs)} µs of the API's CPU each (p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms) ${JSON.stringify(statuses)}`,
      );
      console.log(`round ${at}\n  ${cells.join('\n  ')}`);
    }
    const of = (a) => round(median(all.map((phases) => phases[a].perSecond / phases.claims.perSecond)));
    const cpu = (name) => median(all.map((phases) => phases[name].cpuUs));
    const rate = (name) => Math.round(median(all.map((phases) => phases[name].perSecond)));
    return {
      ratios: { redeem_to_claim: of('unique'), shared_to_claim: of('shared') },
      figures: {
        claims_per_s: rate('claims'),
        redeem_per_s: rate('unique'),
        shared_per_s: rate('shared'),
        claim_cpu_us: Math.round(cpu('claims')),
        redeem_cpu_us: Math.round(cpu('unique')),
        shared_cpu_us: Math.round(cpu('shared')),
      },
    };
  }

  /** So many words that nobody has, from a few users of one address, beside honest users. */
  async guess(count) {
    const word = `HONEST${this.#batch}`.slice(0, 12);
    const batchId = await this.newBatch(2);
    await this.post(`/v1/batches/${batchId}/code-words`, { word });
    const honest = {
      bodies: [JSON.stringify({ code: word, merchantId: '7' })],
      connections: Math.max(1, this.connections / 4),
      headers: 'X-Forwarded-For: 198.51.100.1\r\n',
    };
    const alone = await this.load('/v1/codes/redemptions', honest);
    const attack = this.attack(count);
    const beside = await this.load('/v1/codes/redemptions', honest);
    const { statuses, hits } = await attack;
    console.log(
      `${count} guesses: ${JSON.stringify(statuses)}, ${hits} hits; honest users ${Math.round(alone.perSecond)}/s alone, ` +
        `${Math.round(beside.perSecond)}/s beside`,
    );
    return {
      ratios: { honest_beside_guesses: round(beside.perSecond / alone.perSecond) },
      figures: { guess_hits: hits, guesses_answered: statuses[404] ?? 0, guesses_locked: statuses[429] ?? 0 },
    };
  }

  async attack(count) {
    const bodies = Array.from({ length: 1_000 }, (_, at) =>
      JSON.stringify({ code: `GUESS${at}`, merchantId: '7' }),
    );
    const result = await runLoad({
      port: this.api.port,
      path: '/v1/codes/redemptions',
      secret: this.servers.env.JWT_SECRET,
      firstUser: 900_000_000,
      users: 20,
      count,
      run: 'guesses',
      connections: 8,
      warmUpMs: 0,
      measureMs: 60_000,
      bodies,
      headers: 'X-Forwarded-For: 203.0.113.1\r\n',
    });
    return { statuses: result.statuses, hits: result.statuses[201] ?? 0 };
  }
}
