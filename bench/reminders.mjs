import { createRequire } from 'node:module';
import { insertBatch } from './lib/distribution.mjs';
import { runLoad } from './lib/load.mjs';
import { insertReminders, openServices } from './lib/notify.mjs';
import { startProcess } from './lib/processes.mjs';
import { describeServers, startServers } from './lib/servers.mjs';
import { median, round } from './lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

const DAY_MS = 86_400_000;
const BATCH = 1;
/** As the scan's own pages. */
const PAGE = 500;
const FIRST_DUE_USER = 100_000_001;
const LATENCY_CONNECTIONS = 16;
const REQUESTS_PER_SECOND = 20_000;

/**
 * The daily scan of due reminders among growing history, against a bare paged UPDATE of the same rows in one session of the same
 * server; and what claims feel of the purge. Interleaved rounds in one run, medians.
 *
 * @param options.due default 100,000; @param options.history default "100000,1000000,5000000"; @param options.rounds default 3
 * @param options.seconds of each phase that measures claims (default 5; 0 leaves them out)
 */
export default async function reminders({
  due = 100_000,
  history = '100000,1000000,5000000',
  rounds = 3,
  seconds = 5,
}) {
  const servers = await startServers();
  const connection = await createConnection(servers.mysql.url);
  const bench = new RemindersBench(servers, connection, due);
  try {
    const versions = await describeServers(connection, servers);
    console.log(`reminders: ${due} due, ${rounds} rounds; ${JSON.stringify(versions)}\n`);
    await bench.open();
    const result = await bench.compare(String(history).split(',').map(Number), rounds);
    if (seconds > 0) await bench.purge(result, rounds, seconds);
    console.log(JSON.stringify({ bench: 'reminders', ...result, versions }));
  } finally {
    await bench.close();
    await connection.end();
    await servers.stop();
  }
}

class RemindersBench {
  #history = 0;
  #claimBatch = 1_000;

  constructor(servers, connection, due) {
    this.servers = servers;
    this.connection = connection;
    this.due = due;
  }

  async open() {
    await insertBatch(this.connection, { batchId: BATCH, stock: null });
    this.services = await openServices(this.servers.env);
    await this.connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  }

  async close() {
    await this.api?.stop();
    await this.services?.close();
  }

  /** Done reminders of the days before. */
  async growHistory(size) {
    const now = Date.now();
    await insertReminders(this.connection, {
      batchId: BATCH,
      firstUser: this.#history + 1,
      count: size - this.#history,
      from: new Date(now - 6 * DAY_MS),
      until: new Date(now - DAY_MS),
      status: 1,
    });
    this.#history = size;
    await this.connection.query('ANALYZE TABLE t_notify_msg');
  }

  /** The same rows due for every run, and nothing left of the run before. */
  async makeDue() {
    await this.connection.query('DELETE FROM t_notify_msg WHERE user_id >= ?', [FIRST_DUE_USER]);
    await this.connection.query('TRUNCATE TABLE notify_inbox');
    await this.connection.query('TRUNCATE TABLE outbox');
    const now = Date.now();
    await insertReminders(this.connection, {
      batchId: BATCH,
      firstUser: FIRST_DUE_USER,
      count: this.due,
      from: new Date(now - DAY_MS / 2),
      until: new Date(now - 60_000),
      status: 0,
    });
  }

  async product() {
    await this.makeDue();
    const start = performance.now();
    const { sent } = await this.services.scan.execute(new Date());
    const seconds = (performance.now() - start) / 1000;
    const [[inbox]] = await this.connection.query('SELECT COUNT(*) AS n FROM notify_inbox');
    if (sent !== this.due || Number(inbox.n) !== this.due) {
      throw new Error(`the run is not right: ${JSON.stringify({ sent, inbox: inbox.n })}`);
    }
    return seconds;
  }

  /** Nothing but the status, in pages that each are one transaction. */
  async bare() {
    await this.makeDue();
    const until = new Date();
    const start = performance.now();
    let changed = 0;
    for (let rows = PAGE; rows === PAGE; changed += rows) {
      const [result] = await this.connection.query(
        'UPDATE t_notify_msg SET status = 1, attempts = attempts + 1 WHERE status = 0 AND notif_time < ? ORDER BY notif_time LIMIT ?',
        [until, PAGE],
      );
      rows = result.affectedRows;
    }
    if (changed !== this.due) throw new Error(`the bare UPDATE changed ${changed} rows`);
    return (performance.now() - start) / 1000;
  }

  async compare(sizes, rounds) {
    const bySize = new Map();
    const figures = {};
    for (const size of sizes) {
      await this.growHistory(size);
      const all = [];
      // The first one is the compiler's and the page cache's.
      await this.product();
      for (let at = 1; at <= rounds; at++) {
        const product = await this.product();
        const bare = await this.bare();
        all.push({ product, bare });
        console.log(
          `history ${size}, round ${at}: scan ${product.toFixed(2)} s, bare UPDATE ${bare.toFixed(2)} s, ratio ${round(bare / product)}`,
        );
      }
      bySize.set(size, all);
      figures[`scan_s_${size}`] = round(median(all.map(({ product }) => product)));
      figures[`bare_s_${size}`] = round(median(all.map(({ bare }) => bare)));
    }
    const medians = [...bySize.values()].map((all) => median(all.map(({ product }) => product)));
    const ratios = {
      history_spread: round(Math.max(...medians) / Math.min(...medians)),
      to_bare_update: round(median([...bySize.values()].flat().map(({ product, bare }) => bare / product))),
    };
    figures.reminders_per_s = Math.round(this.due / median(medians));
    return { ratios, figures };
  }

  /** Claims alone and beside a purge that has enough to do for the whole phase. */
  async purge({ ratios, figures }, rounds, seconds) {
    this.api = await startProcess({ program: 'dist/src/main.js', env: this.servers.env });
    await this.load(seconds);
    const all = [];
    let purged = 0;
    for (let at = 1; at <= rounds; at++) {
      const idle = await this.load(seconds);
      let stop = false;
      const before = new Date(Date.now() - 30 * DAY_MS);
      await this.connection.query('UPDATE t_notify_msg SET notif_time = ? WHERE status = 1 LIMIT 200000', [
        before,
      ]);
      const purging = this.services.purge.execute(() => stop);
      const busy = await this.load(seconds);
      stop = true;
      purged += await purging;
      all.push({ idle, busy });
      console.log(
        `claims, round ${at}: p99 idle ${idle.p99.toFixed(1)} ms, beside the purge ${busy.p99.toFixed(1)} ms`,
      );
    }
    ratios.purge_claim_p99 = round(median(all.map(({ idle, busy }) => busy.p99 / idle.p99)));
    figures.claim_p99_ms_idle = round(median(all.map(({ idle }) => idle.p99)), 1);
    figures.claim_p99_ms_purge = round(median(all.map(({ busy }) => busy.p99)), 1);
    figures.purged = purged;
  }

  async load(seconds) {
    const batchId = ++this.#claimBatch;
    await insertBatch(this.connection, { batchId, stock: 100_000_000 });
    const result = await runLoad({
      port: this.api.port,
      path: `/v1/batches/${batchId}/claims`,
      secret: this.servers.env.JWT_SECRET,
      firstUser: 1,
      count: REQUESTS_PER_SECOND * (seconds + 1),
      run: `r${batchId}`,
      connections: LATENCY_CONNECTIONS,
      warmUpMs: 1_000,
      measureMs: seconds * 1_000,
    });
    if (!result.statuses[201]) throw new Error(`no claim succeeded: ${JSON.stringify(result.statuses)}`);
    return result;
  }
}
