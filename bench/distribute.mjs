import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { pollUntil } from '../scripts/servers/index.mjs';
import { DistributionApi, ENDED, insertBatch, seedUsers } from './lib/distribution.mjs';
import { runLoad } from './lib/load.mjs';
import { memoryOf, startProcess } from './lib/processes.mjs';
import { describeServers, startServers } from './lib/servers.mjs';
import { median, round } from './lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

const DAY_MS = 86_400_000;
const MILLION = 1_000_000;
/** A distribution of ten million on a slow disk. */
const RUN_DEADLINE_MS = 3_600_000;
const LATENCY_CONNECTIONS = 16;
const REQUESTS_PER_SECOND = 20_000;

/**
 * Coupons and reminders for a million users, through the API and BullMQ, against the bare INSERT … SELECT of the same rows in one
 * session of the same server; smaller audiences; and what claims feel of it. Interleaved rounds in one run, medians of ratios.
 *
 * @param options.users default 1,000,000; more than that: one run of so many against one of a million
 * @param options.rounds default 3, @param options.small further sizes, default "10000,100000"
 * @param options.seconds of each phase that measures claims (default 5; 0 leaves them out)
 */
export default async function distribute({
  users = MILLION,
  rounds = 3,
  small = '10000,100000',
  seconds = 5,
}) {
  const servers = await startServers();
  const connection = await createConnection(servers.mysql.url);
  const bench = new DistributeBench(servers, connection);
  try {
    const versions = await describeServers(connection, servers);
    console.log(`distribute: ${users} users, ${rounds} rounds; ${JSON.stringify(versions)}\n`);
    await bench.open(users);
    const result =
      users > MILLION ? await bench.large(users) : await bench.compare(users, rounds, small, seconds);
    console.log(JSON.stringify({ bench: 'distribute', ...result, versions }));
  } finally {
    await bench.close();
    await connection.end();
    await servers.stop();
  }
}

class DistributeBench {
  #batch = 1_000_000;
  #run = 0;
  #user = 1_000_000_000;

  constructor(servers, connection) {
    this.servers = servers;
    this.connection = connection;
  }

  async open(users) {
    const start = performance.now();
    await seedUsers(this.connection, users);
    console.log(`seeded ${users} users in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    this.api = await startProcess({ program: 'dist/src/main.js', env: this.servers.env });
    this.worker = await startProcess({ program: 'dist/src/worker.js', env: this.servers.env });
    this.distributions = new DistributionApi(this.api.port, this.servers.env.JWT_SECRET);
  }

  async close() {
    await this.worker?.stop();
    await this.api?.stop();
  }

  newBatch(stock, open = true) {
    return insertBatch(this.connection, { batchId: ++this.#batch, stock, open });
  }

  /** Every run begins with empty tables, so that none pays for the rows of another. */
  async empty() {
    await pollUntil(async () => (await this.count('outbox')) === 0, { deadlineMs: 60_000 });
    await this.connection.query('TRUNCATE TABLE coupon');
    await this.connection.query('TRUNCATE TABLE t_notify_msg');
  }

  async count(table) {
    const [[row]] = await this.connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row.n);
  }

  /** From the request that asks for it to its end, as the API tells. */
  async product(users) {
    await this.empty();
    const batchId = await this.newBatch(users);
    const selection = users === this.users ? { everyone: true } : { groups: [await this.group(users)] };
    const start = performance.now();
    const { distributionId } = await this.distributions.create(batchId, selection);
    let ended;
    await pollUntil(
      async () => {
        ended = await this.distributions.get(distributionId);
        return ENDED.includes(ended.status);
      },
      { deadlineMs: RUN_DEADLINE_MS },
    );
    const asked = (performance.now() - start) / 1000;
    const [[chunks]] = await this.connection.query(
      `SELECT COUNT(*) AS n, SUM(issued) AS coupons, AVG(users) AS users, AVG(took_ms) AS took_ms FROM distribution_chunk
       WHERE distribution_id = ?`,
      [distributionId],
    );
    const rows = { coupons: await this.count('coupon'), reminders: await this.count('t_notify_msg') };
    if (ended.status !== 'done' || rows.coupons !== users || rows.reminders !== users) {
      throw new Error(`the run is not right: ${JSON.stringify({ ended, rows })}`);
    }
    // The end's time stamp, because polling would round a short run up.
    const seconds = Math.min(asked, (Date.parse(ended.finishedAt) - Date.parse(ended.createdAt)) / 1000);
    return {
      seconds,
      perSecond: users / seconds,
      chunks: Number(chunks.n),
      chunkUsers: Math.round(Number(chunks.users)),
      chunkMs: Math.round(Number(chunks.took_ms)),
    };
  }

  /** A group of the first users, because "everyone" is all of them. */
  async group(users) {
    const code = `first-${users}`;
    const now = new Date();
    await this.connection.query(
      'INSERT IGNORE INTO user_group (group_id, code, name, created_at) VALUES (?, ?, ?, ?)',
      [users, code, code, now],
    );
    await this.connection.query(
      'INSERT IGNORE INTO group_member (group_id, user_id) SELECT ?, user_id FROM audience_user WHERE user_id <= ?',
      [users, users],
    );
    return code;
  }

  /** The same rows by one session that does nothing else: the same chunks, each one transaction. */
  async bare(users, chunkUsers) {
    await this.empty();
    const batchId = await this.newBatch(users);
    const now = new Date();
    const validUntil = new Date(now.getTime() + 30 * DAY_MS);
    const remindAt = new Date(validUntil.getTime() - 3 * DAY_MS);
    const session = await createConnection(this.servers.mysql.url);
    await session.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    const start = performance.now();
    for (let from = 0; from < users; from += chunkUsers) {
      const range = [from, Math.min(from + chunkUsers, users)];
      await session.query('START TRANSACTION');
      await session.query(
        `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
         SELECT user_id, user_id, ?, 1, 0, 2, ?, ?, ? FROM audience_user WHERE user_id > ? AND user_id <= ?`,
        [batchId, now, validUntil, now, ...range],
      );
      await session.query(
        `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by)
         SELECT coupon_id, user_id, ?, ?, 1, ?, valid_until FROM coupon WHERE coupon_id > ? AND coupon_id <= ?`,
        [batchId, remindAt.toISOString().slice(0, 10), remindAt, ...range],
      );
      await session.query('COMMIT');
    }
    const seconds = (performance.now() - start) / 1000;
    await session.end();
    return { seconds, perSecond: users / seconds };
  }

  async compare(users, rounds, small, seconds) {
    this.users = users;
    const all = [];
    // The first one is the compiler's and the page cache's.
    await this.product(users);
    for (let at = 1; at <= rounds; at++) {
      const product = await this.product(users);
      const bare = await this.bare(users, product.chunkUsers);
      all.push({ product, bare });
      console.log(
        `round ${at}: ${rate(product)} in ${product.chunks} chunks of ${product.chunkUsers} users, ${product.chunkMs} ms each; ` +
          `bare ${rate(bare)}; ratio ${round(product.perSecond / bare.perSecond)}`,
      );
    }
    const memory = await memoryOf(this.worker.pid);
    const middle = (read) => median(all.map(read));
    const figures = {
      users_per_s: Math.round(middle(({ product }) => product.perSecond)),
      bare_users_per_s: Math.round(middle(({ bare }) => bare.perSecond)),
      chunk_users: Math.round(middle(({ product }) => product.chunkUsers)),
      worker_peak_rss_mib: Math.round(memory.peak),
    };
    for (const size of String(small).split(',').map(Number)) {
      if (size >= users) continue;
      const runs = [];
      for (let at = 0; at < 3; at++) runs.push(await this.product(size));
      figures[`users_per_s_${size}`] = Math.round(median(runs.map(({ perSecond }) => perSecond)));
      figures[`seconds_${size}`] = round(median(runs.map(({ seconds }) => seconds)));
      console.log(
        `${size} users: ${figures[`seconds_${size}`]} s, ${figures[`users_per_s_${size}`]} users/s`,
      );
    }
    const ratios = {
      to_bare_insert: round(middle(({ product, bare }) => product.perSecond / bare.perSecond)),
    };
    if (seconds > 0) await this.latency(seconds, users, rounds, ratios, figures);
    return { ratios, figures };
  }

  load(batchId, seconds, firstUser) {
    const count = Math.ceil((1 + seconds) * REQUESTS_PER_SECOND);
    const first = firstUser ?? this.#user;
    if (firstUser === undefined) this.#user += count;
    return runLoad({
      port: this.api.port,
      path: `/v1/batches/${batchId}/claims`,
      secret: this.servers.env.JWT_SECRET,
      firstUser: first,
      count,
      run: String(++this.#run),
      connections: LATENCY_CONNECTIONS,
      warmUpMs: 1_000,
      measureMs: seconds * 1000,
    });
  }

  /** Claims alone, while a distribution of another batch runs, and while one of their own batch runs. */
  async latency(seconds, users, rounds, ratios, figures) {
    const all = [];
    for (let at = 1; at <= rounds; at++) {
      await this.empty();
      const alone = await this.load(await this.newBatch(100 * MILLION), seconds);
      const other = await this.beside(await this.newBatch(100 * MILLION), null, seconds, users);
      const batchId = await this.newBatch(100 * MILLION);
      const same = await this.beside(batchId, batchId, seconds, users);
      all.push({ alone, other, same });
      console.log(
        `claims, round ${at}: ${Object.entries({ alone, other, same })
          .map(
            ([name, { p50, p99, perSecond }]) =>
              `${name} p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms ${Math.round(perSecond)}/s`,
          )
          .join('; ')}`,
      );
      console.log(
        `  distributed meanwhile: ${Math.round(other.distributed)}/s beside another batch, ${Math.round(same.distributed)}/s beside the same`,
      );
    }
    for (const name of ['other', 'same']) {
      ratios[`claim_p99_${name}_to_alone`] = round(
        median(all.map((phases) => phases[name].p99 / phases.alone.p99)),
      );
      figures[`users_per_s_beside_${name}`] = Math.round(
        median(all.map((phases) => phases[name].distributed)),
      );
    }
    for (const name of ['alone', 'other', 'same']) {
      figures[`claim_p99_ms_${name}`] = round(median(all.map((phases) => phases[name].p99)), 1);
      figures[`claims_per_s_${name}`] = Math.round(median(all.map((phases) => phases[name].perSecond)));
    }
  }

  /** @param claimed the batch to claim of; null: one of its own. On the same batch the users of the distribution claim as well. */
  async beside(distributed, claimed, seconds, users) {
    await this.empty();
    const { distributionId } = await this.distributions.create(distributed);
    await pollUntil(async () => (await this.distributions.get(distributionId)).progress.done > 0, {
      deadlineMs: 30_000,
    });
    const before = await this.distributions.get(distributionId);
    const start = performance.now();
    const result = await this.load(
      claimed ?? (await this.newBatch(100 * MILLION)),
      seconds,
      claimed === null ? undefined : Math.ceil(users / 2),
    );
    const after = await this.distributions.get(distributionId);
    const tookSeconds = (performance.now() - start) / 1000;
    if (!ENDED.includes(after.status)) await this.distributions.call('POST', `/${distributionId}/cancel`);
    await pollUntil(async () => ENDED.includes((await this.distributions.get(distributionId)).status), {
      deadlineMs: 60_000,
    });
    return { ...result, distributed: (after.progress.done - before.progress.done) / tookSeconds };
  }

  /** One run of many users against one of a million: how the rate holds, and what it takes. */
  async large(users) {
    this.users = users;
    await this.product(100_000);
    const million = await this.product(MILLION);
    console.log(`${MILLION} users: ${rate(million)}`);
    const large = await this.product(users);
    const memory = await memoryOf(this.worker.pid);
    const diskMib = diskOf(this.servers.mysql.dir);
    console.log(
      `${users} users: ${rate(large)}, ${diskMib} MiB on disk, worker's peak RSS ${Math.round(memory.peak)} MiB`,
    );
    return {
      ratios: { rate_to_1m: round(large.perSecond / million.perSecond) },
      figures: {
        users,
        seconds: round(large.seconds, 1),
        users_per_s: Math.round(large.perSecond),
        users_per_s_1m: Math.round(million.perSecond),
        chunk_users: large.chunkUsers,
        disk_mib: diskMib,
        worker_peak_rss_mib: Math.round(memory.peak),
      },
    };
  }
}

const rate = ({ perSecond, seconds }) => `${Math.round(perSecond)} users/s (${seconds.toFixed(2)} s)`;

function diskOf(folder) {
  const { stdout } = spawnSync('du', ['-sm', folder], { encoding: 'utf8' });
  return Number.parseInt(stdout, 10);
}
