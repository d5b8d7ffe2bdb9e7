import { createRequire } from 'node:module';
import { pollUntil } from '../../scripts/servers/index.mjs';
import { insertBatch, seedUsers } from '../lib/distribution.mjs';
import { checkReminders, NO_VIOLATIONS } from '../lib/history/notify-history.mjs';
import { insertReminders } from '../lib/notify.mjs';
import { startProcess } from '../lib/processes.mjs';
import { seededRandom } from '../lib/random.mjs';
import { startServers } from '../lib/servers.mjs';

const require = createRequire(import.meta.url);
const { createPool } = require('mysql2/promise');
const { SMTPServer } = require('smtp-server');

const MINUTE_MS = 60_000;
/** The shortest that the application allows: what a killed worker had taken comes again after it. */
const LEASE_SECONDS = 10;
const ROUND_DEADLINE_MS = 120_000;
const WORKERS = 2;
/** Mails whose acknowledgement the server drops, in thousandths. */
const DROPPED = 10;

/**
 * Reminders and their e-mails while workers are killed: two of them scan and send at the same time, one dies at a random moment
 * of each round. Every reminder must be in its inbox exactly once, and every e-mail at the server; twice only where the server had
 * accepted it and nobody heard of that.
 *
 * @param options.rounds kills (default 50; 3 are enough for CI), @param options.seed default: the time
 * @param options.due reminders of each round (default 1500)
 */
export default async function notify({ rounds = 50, seed = Date.now() % 1_000_000, due = 1_500 }) {
  console.log(`chaos notify: seed ${seed}, ${rounds} kills, ${due} reminders a round`);
  const total = { ...NO_VIOLATIONS };
  let repeated = 0;
  const house = new House(seededRandom(seed), due);
  try {
    await house.open();
    for (let at = 1; at <= rounds; at++) {
      const started = performance.now();
      const result = await house.round(at);
      for (const name of Object.keys(total)) total[name] += result.violations[name];
      repeated += result.repeated;
      const bad = Object.values(result.violations).some((count) => count > 0);
      console.log(
        `${String(at).padStart(4)}/${rounds} ${((performance.now() - started) / 1000).toFixed(1)} s  killed at ${result.sentAtKill} of ${due} e-mails, ` +
          `${result.repeated} came twice${bad ? `  VIOLATIONS ${JSON.stringify(result.violations)}` : ''}`,
      );
    }
  } finally {
    await house.close();
  }
  console.log(JSON.stringify({ chaos: 'notify', seed, rounds, violations: total, repeated }));
  process.exitCode = Object.values(total).some((count) => count > 0) ? 1 : 0;
}

class House {
  workers = [];
  /** Message-IDs of the round, in order of acceptance. */
  received = [];
  dropped = new Set();

  constructor(random, due) {
    this.random = random;
    this.due = due;
  }

  async open() {
    this.servers = await startServers();
    this.pool = createPool({ uri: this.servers.mysql.url, connectionLimit: 2 });
    await seedUsers(this.pool, this.due);
    await this.pool.query(
      `UPDATE audience_user SET email = CONCAT('u', user_id, '@mail.example'), email_opt_in = 1, quiet_from = '00:00', quiet_until = '00:00'`,
    );
    const port = await this.openMailServer();
    this.env = {
      ...this.servers.env,
      LOG_LEVEL: 'fatal',
      DUE_SCAN_SECONDS: '1',
      DELIVERY_LEASE_SECONDS: String(LEASE_SECONDS),
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      PUBLIC_URL: 'https://shop.example',
      UNSUBSCRIBE_SECRETS: 'only-this-has-this-secret-0123456789',
      SMTP_FROM: 'coupons@shop.example',
      SMTP_PER_SECOND: '150',
    };
    for (let at = 0; at < WORKERS; at++) this.workers.push(await this.startWorker());
  }

  async close() {
    await Promise.all(this.workers.map((worker) => worker.kill()));
    await this.pool?.end();
    if (this.mail) await new Promise((resolve) => this.mail.close(resolve));
    await this.servers?.stop();
  }

  startWorker() {
    return startProcess({ program: 'dist/src/worker.js', env: this.env });
  }

  /** Accepts everything; some of it without saying so, because the connection dies. */
  async openMailServer() {
    this.mail = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      authOptional: true,
      logger: false,
      onData: (stream, session, done) => {
        const chunks = [];
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
          const id = /^Message-ID: (\S+)/im.exec(Buffer.concat(chunks).toString())?.[1];
          this.received.push(id);
          if (this.random.below(1_000) >= DROPPED) return done();
          this.dropped.add(id);
          for (const connection of this.mail.connections) {
            if (connection.session?.id === session.id) connection._socket.destroy();
          }
        });
      },
    });
    // A client that dies is what this run is about.
    this.mail.on('error', () => undefined);
    await new Promise((resolve) => this.mail.listen(0, '127.0.0.1', resolve));
    return this.mail.server.address().port;
  }

  async round(number) {
    const batchId = number;
    this.received = [];
    this.dropped = new Set();
    await insertBatch(this.pool, { batchId, stock: null });
    const now = Date.now();
    await insertReminders(this.pool, {
      batchId,
      firstUser: 1,
      count: this.due,
      from: new Date(now - 10 * MINUTE_MS),
      until: new Date(now - MINUTE_MS),
      status: 0,
    });
    const killAt = this.random.below(Math.floor(this.due * 0.8));
    await pollUntil(async () => this.received.length >= killAt, {
      deadlineMs: ROUND_DEADLINE_MS,
      intervalMs: 5,
    });
    const sentAtKill = this.received.length;
    const unacknowledged = await this.killOne(batchId);
    await pollUntil(async () => (await this.unsettled(batchId)) === 0, {
      deadlineMs: ROUND_DEADLINE_MS,
      intervalMs: 100,
    });
    const violations = checkReminders(await this.facts(batchId, unacknowledged));
    return { violations, sentAtKill, repeated: this.received.length - new Set(this.received).size };
  }

  /** @returns what the server had accepted and MySQL did not know of when the worker was dead */
  async killOne(batchId) {
    const at = this.random.below(WORKERS);
    await this.workers[at].kill();
    const accepted = [...this.received];
    const sent = new Set((await this.deliveries(batchId)).filter(({ status }) => status === 1).map(idOf));
    this.workers[at] = await this.startWorker();
    return new Set(accepted.filter((id) => !sent.has(id)));
  }

  async deliveries(batchId) {
    const [rows] = await this.pool.query(
      `SELECT d.delivery_id, d.status FROM notify_message m JOIN notify_delivery d ON d.message_id = m.message_id
       WHERE m.source_key = ?`,
      [`reminder:${batchId}`],
    );
    return rows;
  }

  /** Reminders that are not sent, and e-mails that are not settled; a dropped acknowledgement's retry is not waited for. */
  async unsettled(batchId) {
    const [[reminders]] = await this.pool.query(
      'SELECT COUNT(*) AS n FROM t_notify_msg WHERE batch_id = ? AND status <> 1',
      [batchId],
    );
    await this.pool.query(
      'UPDATE notify_delivery SET due_at = ? WHERE status = 0 AND last_error IS NOT NULL AND due_at > ?',
      [new Date(Date.now() - 1_000), new Date(Date.now() + LEASE_SECONDS * 1_000)],
    );
    const deliveries = await this.deliveries(batchId);
    const missing = Math.max(0, this.due - deliveries.length);
    return Number(reminders.n) + missing + deliveries.filter(({ status }) => status === 0).length;
  }

  async facts(batchId, unacknowledged) {
    const [inbox] = await this.pool.query(
      `SELECT i.user_id FROM notify_message m JOIN notify_inbox i ON i.message_id = m.message_id WHERE m.source_key = ?`,
      [`reminder:${batchId}`],
    );
    return {
      users: Array.from({ length: this.due }, (_, at) => at + 1),
      inbox: inbox.map((row) => Number(row.user_id)),
      open: await this.unsettled(batchId),
      mails: (await this.deliveries(batchId)).map(idOf),
      received: this.received,
      unacknowledged: new Set([...unacknowledged, ...this.dropped]),
    };
  }
}

const idOf = ({ delivery_id: deliveryId }) => `<delivery-${deliveryId}@shop.example>`;
