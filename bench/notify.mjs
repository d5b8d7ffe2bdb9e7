import { createRequire } from 'node:module';
import { pollUntil } from '../scripts/servers/index.mjs';
import { seedUsers } from './lib/distribution.mjs';
import { runLoad } from './lib/load.mjs';
import { createTemplate, platformApi } from './lib/notify.mjs';
import { startProcess } from './lib/processes.mjs';
import { describeServers, startServers } from './lib/servers.mjs';
import { median, round } from './lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

const DAY_MS = 86_400_000;
const LATENCY_CONNECTIONS = 4;
const REQUESTS_PER_SECOND = 8_000;
/** As the application's own chunks. */
const CHUNK_USERS = 10_000;
const COPIES = 100_000;

/**
 * Messages: to everyone among few and many users, to the active ones of many against the bare INSERT … SELECT of the same thin
 * rows in one session of the same server, and what a row costs against a table that repeats the content.
 *
 * @param options.users default 1,000,000; @param options.few default 10,000; @param options.active default 200,000
 * @param options.rounds default 3; @param options.rows inbox rows of each user while reading is measured (default 3)
 * @param options.seconds of each phase that measures reading (default 5)
 */
export default async function notify({
  users = 1_000_000,
  few = 10_000,
  active = 200_000,
  rounds = 3,
  rows = 3,
  seconds = 5,
}) {
  const servers = await startServers();
  const connection = await createConnection(servers.mysql.url);
  const bench = new NotifyBench(servers, connection);
  try {
    const versions = await describeServers(connection, servers);
    console.log(`notify: ${users} users, ${active} active, ${rounds} rounds; ${JSON.stringify(versions)}\n`);
    await bench.open();
    const result = await bench.compare({ users, few, active, rounds, rows, seconds });
    console.log(JSON.stringify({ bench: 'notify', ...result, versions }));
  } finally {
    await bench.close();
    await connection.end();
    await servers.stop();
  }
}

class NotifyBench {
  #run = 0;

  constructor(servers, connection) {
    this.servers = servers;
    this.connection = connection;
  }

  async open() {
    await this.startApi();
    this.worker = await startProcess({ program: 'dist/src/worker.js', env: this.servers.env });
    this.templateId = await createTemplate(this.call);
    await this.connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  }

  async startApi() {
    this.api = await startProcess({ program: 'dist/src/main.js', env: this.servers.env });
    this.call = platformApi(this.api.port, this.servers.env.JWT_SECRET);
  }

  async close() {
    await this.worker?.stop();
    await this.api?.stop();
  }

  async compare({ users, few, active, rounds, rows, seconds }) {
    const figures = {};
    const [small, large] = [[], []];
    const written = {};
    for (const [size, all] of [
      [few, small],
      [users, large],
    ]) {
      await this.fill(size, rows);
      written[size] = await this.toEveryone();
      for (let at = 1; at <= rounds; at++) all.push(await this.read(size, seconds));
      console.log(
        `${size} users: a message to everyone wrote ${written[size]} row(s); a page p99 ${all.map(({ p99 }) => p99.toFixed(2)).join(', ')} ms`,
      );
      figures[`rows_to_everyone_${size}`] = written[size];
      figures[`page_p50_ms_${size}`] = round(median(all.map(({ p50 }) => p50)), 2);
      figures[`page_p99_ms_${size}`] = round(median(all.map(({ p99 }) => p99)), 2);
      figures[`pages_per_s_${size}`] = Math.round(median(all.map(({ perSecond }) => perSecond)));
    }
    const targeted = await this.targeted(active, rounds);
    Object.assign(figures, targeted.figures, await this.bytes(users));
    return {
      ratios: {
        inbox_to_bare_insert: targeted.ratio,
        rows_to_everyone: written[users] / written[few],
        page_p99_many_to_few: round(
          median(large.map(({ p99 }) => p99)) / median(small.map(({ p99 }) => p99)),
        ),
      },
      figures,
    };
  }

  /** So many users, each with some messages of their own. */
  async fill(users, rows) {
    await seedUsers(this.connection, users);
    const [[message]] = await this.connection.query('SELECT MAX(message_id) AS id FROM notify_message');
    const messageId = message.id ?? (await this.send({ everyone: true }));
    await this.connection.query('TRUNCATE TABLE notify_inbox');
    for (let at = 0; at < rows; at++) await this.bareInsert(messageId, 'audience_user', users);
  }

  async send(to) {
    const { messageId } = await this.call('POST', '/v1/messages', {
      templateId: this.templateId,
      variables: { shopName: 'Bench' },
      to,
    });
    return messageId;
  }

  /** @returns how many inbox rows a message to everyone took */
  async toEveryone() {
    const before = await this.count('notify_inbox');
    await this.send({ everyone: true });
    return (await this.count('notify_inbox')) - before;
  }

  read(users, seconds) {
    const count = Math.min(users, REQUESTS_PER_SECOND * (seconds + 1));
    return runLoad({
      port: this.api.port,
      path: '/v1/me/inbox',
      method: 'GET',
      secret: this.servers.env.JWT_SECRET,
      // Different users of the same part of the table are in the page cache; a stride would be the generator's work.
      firstUser: 1 + ((this.#run * 7_919) % Math.max(1, users - count)),
      count,
      run: `n${++this.#run}`,
      connections: LATENCY_CONNECTIONS,
      warmUpMs: users < REQUESTS_PER_SECOND * 2 ? 300 : 1_000,
      measureMs: seconds * 1_000,
    });
  }

  async targeted(active, rounds) {
    // Whoever reads is active, and noted as such some seconds later: not into the rows that are counted here.
    await this.api.stop();
    await this.startApi();
    // One in so many, spread over all users as active ones are.
    const [[{ users }]] = await this.connection.query('SELECT COUNT(*) AS users FROM audience_user');
    const oneIn = Math.max(1, Math.floor(Number(users) / active));
    const [now, longAgo] = [new Date(), new Date(Date.now() - 60 * DAY_MS)];
    await this.connection.query('UPDATE audience_user SET last_active_at = IF(MOD(user_id, ?) = 0, ?, ?)', [
      oneIn,
      now,
      longAgo,
    ]);
    await this.connection.query('CREATE TABLE IF NOT EXISTS bench_active (user_id BIGINT PRIMARY KEY)');
    await this.connection.query('TRUNCATE TABLE bench_active');
    await this.connection.query(
      'INSERT INTO bench_active SELECT user_id FROM audience_user WHERE MOD(user_id, ?) = 0 ORDER BY user_id',
      [oneIn],
    );
    const expected = await this.count('bench_active');
    const all = [];
    await this.product(expected);
    for (let at = 1; at <= rounds; at++) {
      const product = await this.product(expected);
      const bare = await this.bare(expected);
      all.push({ product, bare });
      console.log(
        `round ${at}: ${Math.round(expected / product)} inboxes/s (${product.toFixed(2)} s), bare ${Math.round(expected / bare)} rows/s, ratio ${round(bare / product)}`,
      );
    }
    return {
      ratio: round(median(all.map(({ product, bare }) => bare / product))),
      figures: {
        inboxes: expected,
        inboxes_per_s: Math.round(expected / median(all.map(({ product }) => product))),
        bare_rows_per_s: Math.round(expected / median(all.map(({ bare }) => bare))),
      },
    };
  }

  /** From the request to the last row, as the API tells. */
  async product(expected) {
    await this.connection.query('TRUNCATE TABLE notify_inbox');
    const start = performance.now();
    const messageId = await this.send({ everyone: true, activeWithinDays: 30 });
    await pollUntil(async () => (await this.call('GET', `/v1/messages/${messageId}`)).status === 'sent', {
      deadlineMs: 300_000,
      intervalMs: 20,
    });
    const seconds = (performance.now() - start) / 1000;
    const written = await this.count('notify_inbox');
    if (written !== expected) throw new Error(`the run is not right: ${written} rows instead of ${expected}`);
    return seconds;
  }

  async bare(expected) {
    await this.connection.query('TRUNCATE TABLE notify_inbox');
    const start = performance.now();
    await this.bareInsert(1, 'bench_active', expected);
    return (performance.now() - start) / 1000;
  }

  /** The thin rows of the first so many users of a table, in pages that each are one transaction. */
  async bareInsert(messageId, table, count) {
    let after = 0;
    for (let done = 0; done < count; done += CHUNK_USERS) {
      const limit = Math.min(CHUNK_USERS, count - done);
      const [[{ last }]] = await this.connection.query(
        `SELECT MAX(user_id) AS last FROM (SELECT user_id FROM ${table} WHERE user_id > ? ORDER BY user_id LIMIT ?) t`,
        [after, limit],
      );
      await this.connection.query(
        `INSERT INTO notify_inbox (user_id, message_id, created_at)
         SELECT user_id, ?, ? FROM ${table} WHERE user_id > ? AND user_id <= ? ORDER BY user_id`,
        [messageId, new Date(), after, last],
      );
      after = Number(last);
    }
  }

  /** What a user's row takes on disk, against a table of the same shape that repeats title and body. */
  async bytes(users) {
    const rows = Math.min(COPIES, users);
    await this.connection.query('TRUNCATE TABLE notify_inbox');
    await this.bareInsert(1, 'audience_user', rows);
    await this.connection.query('CREATE TABLE bench_copies LIKE notify_inbox');
    await this.connection.query(
      'ALTER TABLE bench_copies ADD COLUMN title VARCHAR(200) NOT NULL, ADD COLUMN body TEXT NOT NULL',
    );
    await this.connection.query(
      `INSERT INTO bench_copies SELECT i.*, t.title, t.body FROM notify_inbox i JOIN notify_message_text t
       ON t.locale = 'en' AND t.message_id = (SELECT MAX(message_id) FROM notify_message)`,
    );
    const size = async (table) => {
      await this.connection.query(`ANALYZE TABLE ${table}`);
      const [[row]] = await this.connection.query(
        'SELECT data_length + index_length AS bytes FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
        [table],
      );
      return Math.round(Number(row.bytes) / rows);
    };
    const figures = {
      bytes_per_row: await size('notify_inbox'),
      bytes_per_row_with_content: await size('bench_copies'),
    };
    console.log(
      `a row takes ${figures.bytes_per_row} bytes, with its content ${figures.bytes_per_row_with_content}`,
    );
    return figures;
  }

  async count(table) {
    const [[row]] = await this.connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row.n);
  }
}
