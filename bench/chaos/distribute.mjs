import { pollUntil } from '../../scripts/servers/index.mjs';
import { DistributionApi, ENDED, insertBatch, seedUsers } from '../lib/distribution.mjs';
import { checkDistribution, NO_VIOLATIONS } from '../lib/history/distribution-facts.mjs';
import { startProcess } from '../lib/processes.mjs';
import { seededRandom } from '../lib/random.mjs';
import { startServers, withMysql, withRedis } from '../lib/servers.mjs';

/** Longer than a worker's lock on its job. */
const STOP_MS = 12_000;
const ROUND_DEADLINE_MS = 300_000;
/** Counters of batches without a limit follow within a minute. */
const SETTLE_DEADLINE_MS = 60_000;
const SAMPLE_MS = 500;
const FAULTS_A_ROUND = 10;
const EXTRA = ['stop', 'flushall', 'redis', 'mysql'];

/** What the rounds take turns in: how much stock there is for so many users, and how many coupons each gets. */
const SHAPES = [
  { name: 'more than enough', stock: (users) => users + 5_000, perUser: 1 },
  { name: 'exactly enough', stock: (users) => users, perUser: 1 },
  { name: 'too little', stock: (users) => Math.floor(users * 0.8), perUser: 1 },
  { name: 'no limit', stock: () => null, perUser: 1 },
  { name: 'two each', stock: (users) => 2 * users + 1_000, perUser: 2 },
];

/**
 * Distributions to all users while workers are killed and stopped, Redis is restarted and flushed, and MySQL is restarted. Two
 * workers; after each round, and once more at the end, MySQL must hold exactly what was asked for.
 *
 * @param options.users default 200,000, @param options.kills of workers (default 50)
 * @param options.extra how many of each other kind: stops longer than the job lock, FLUSHALLs, restarts of Redis and MySQL (default 8)
 * @param options.seed default: the time
 */
export default async function distribute({
  users = 200_000,
  kills = 50,
  extra = 8,
  seed = Date.now() % 1_000_000,
}) {
  const random = seededRandom(seed);
  const faults = shuffle(
    [...Array(kills).fill('kill'), ...EXTRA.flatMap((kind) => Array(extra).fill(kind))],
    random,
  );
  console.log(`chaos distribute: seed ${seed}, ${users} users, ${faults.length} faults`);
  const house = await House.open(users);
  const total = { ...NO_VIOLATIONS };
  const rounds = [];
  try {
    while (faults.length > 0) {
      const shape = SHAPES[rounds.length % SHAPES.length];
      const round = new Round(house, random, shape, users);
      const started = performance.now();
      const struck = await round.run(faults);
      rounds.push(round);
      const violations = await round.check();
      add(total, violations);
      console.log(
        `${String(rounds.length).padStart(3)} ${shape.name.padEnd(16)} ${((performance.now() - started) / 1000).toFixed(1)} s  ` +
          `${struck.join(' ')}${bad(violations) ? `  VIOLATIONS ${JSON.stringify(violations)}` : ''}`,
      );
    }
    // Whoever wakes up late must not have changed anything since.
    for (const round of rounds) add(total, await round.check());
  } finally {
    await house.close();
  }
  console.log(
    JSON.stringify({ chaos: 'distribute', seed, rounds: rounds.length, violations: total, unknown: 0 }),
  );
  process.exitCode = bad(total) ? 1 : 0;
}

function shuffle(list, random) {
  for (let at = list.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list;
}

function add(total, violations) {
  for (const name of Object.keys(total)) total[name] += violations[name];
}

const bad = (violations) => Object.values(violations).some((count) => count > 0);

/** The servers and processes of the whole run. */
class House {
  lastBatch = 6_000_000;
  stopped = new Set();

  static async open(users) {
    const house = new House();
    house.servers = await startServers();
    await house.withMysql((connection) => seedUsers(connection, users));
    house.env = { ...house.servers.env, LOG_LEVEL: 'silent', DATABASE_QUERY_TIMEOUT_SECONDS: '10' };
    house.api = await startProcess({ program: 'dist/src/main.js', env: house.env });
    house.workers = await Promise.all([house.startWorker(), house.startWorker()]);
    house.distributions = new DistributionApi(house.api.port, house.env.JWT_SECRET);
    return house;
  }

  startWorker() {
    return startProcess({ program: 'dist/src/worker.js', env: this.env });
  }

  withMysql(use) {
    return withMysql(this.servers, use);
  }

  withRedis(use) {
    return withRedis(this.servers, use);
  }

  async strike(fault, random) {
    const { mysql, redis } = this.servers;
    switch (fault) {
      case 'kill': {
        const at = random.below(this.workers.length);
        await this.workers[at].kill();
        this.workers[at] = await this.startWorker();
        return;
      }
      case 'stop':
        return this.stopOne(random);
      case 'flushall':
        await this.withRedis((client) => client.flushall());
        return;
      case 'redis':
        await redis.kill('SIGKILL');
        await redis.restart(random.below(2) === 0 ? { empty: true } : {});
        return;
      default:
        await mysql.kill('SIGKILL');
        await mysql.restart();
    }
  }

  /** Stops one worker for longer than its lock; the run goes on meanwhile. It may be killed before it wakes up. */
  stopOne(random) {
    const { pid, exited } = random.pick(this.workers);
    process.kill(pid, 'SIGSTOP');
    const awake = Promise.race([new Promise((resolve) => setTimeout(resolve, STOP_MS)), exited]).then(() => {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // It was killed while it was stopped.
      }
      this.stopped.delete(awake);
    });
    this.stopped.add(awake);
  }

  async close() {
    await Promise.all(this.stopped);
    await Promise.all([this.api, ...(this.workers ?? [])].map((process) => process?.kill()));
    await this.servers.stop();
  }
}

class Round {
  sampledDrift = 0;
  ended = false;

  constructor(house, random, shape, users) {
    this.house = house;
    this.random = random;
    this.wanted = { users, perUser: shape.perUser, stock: shape.stock(users) };
  }

  /** @param faults taken from as long as the distribution runs @returns those that struck */
  async run(faults) {
    const { house, random, wanted } = this;
    this.batchId = ++house.lastBatch;
    await house.withMysql((connection) =>
      insertBatch(connection, { batchId: this.batchId, stock: wanted.stock, limit: wanted.perUser }),
    );
    const order = { batchId: String(this.batchId), selection: { everyone: true }, perUser: wanted.perUser };
    const { distributionId } = await house.distributions.call('POST', '', order);
    this.distributionId = distributionId;
    const samples = this.sample();
    const struck = [];
    while (faults.length > 0 && struck.length < FAULTS_A_ROUND) {
      const step = Math.ceil((wanted.users / FAULTS_A_ROUND) * random.next());
      if (await this.endsBefore(step)) break;
      const fault = faults.pop();
      struck.push(fault);
      await house.strike(fault, random);
    }
    await pollUntil(async () => ENDED.includes((await this.show())?.status), {
      deadlineMs: ROUND_DEADLINE_MS,
    });
    await Promise.all(house.stopped);
    this.ended = true;
    await samples;
    return struck;
  }

  /** Lets it get on by so many users. @returns whether it ended instead */
  async endsBefore(step) {
    const start = (await this.show())?.progress.done ?? 0;
    let ended = false;
    await pollUntil(
      async () => {
        const shown = await this.show();
        ended = ENDED.includes(shown?.status);
        return ended || (shown && shown.progress.done >= start + step);
      },
      { deadlineMs: ROUND_DEADLINE_MS },
    );
    return ended;
  }

  /** undefined while the API can't tell. */
  show() {
    return this.house.distributions.get(this.distributionId).catch(() => undefined);
  }

  /** The sum of the counters at every commit: each sample is one statement, so one moment. */
  async sample() {
    while (!this.ended) {
      await this.house
        .withMysql(async (connection) => {
          await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
          const [[row]] = await connection.query(
            `SELECT total_count AS leftOver, reserved_count, assign_count,
               (SELECT COUNT(*) FROM coupon FORCE INDEX (uq_coupon_holder) WHERE batch_id = b.batch_id) AS coupons
             FROM coupon_batch b WHERE batch_id = ?`,
            [this.batchId],
          );
          const sum = Number(row.leftOver) + Number(row.reserved_count) + Number(row.assign_count);
          const limited = this.wanted.stock !== null;
          if (limited && (sum !== this.wanted.stock || row.assign_count !== row.coupons)) this.sampledDrift++;
        })
        // MySQL is being restarted.
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  }

  async check() {
    let facts = await this.facts();
    await pollUntil(
      async () => {
        facts = await this.facts();
        return facts.assigned === facts.coupons;
      },
      { deadlineMs: SETTLE_DEADLINE_MS },
    );
    const violations = checkDistribution(this.wanted, facts);
    violations.drift += this.sampledDrift;
    this.sampledDrift = 0;
    if (bad(violations)) console.log(JSON.stringify(facts));
    return violations;
  }

  facts() {
    const { batchId, distributionId } = this;
    return this.house.withMysql(async (connection) => {
      const one = async (sql, values) => (await connection.query(sql, values))[0][0];
      const batch = await one('SELECT * FROM coupon_batch WHERE batch_id = ?', [batchId]);
      const task = await this.house.distributions.get(distributionId);
      const stored = await one('SELECT reserved_left FROM distribution WHERE distribution_id = ?', [
        distributionId,
      ]);
      const chunks = await one(
        'SELECT COALESCE(SUM(issued), 0) AS issued, COALESCE(SUM(status = 0), 0) AS pending FROM distribution_chunk WHERE distribution_id = ?',
        [distributionId],
      );
      const rows = await one(
        `SELECT COALESCE(SUM(n), 0) AS coupons, COUNT(*) AS holders, COALESCE(MAX(n), 0) AS most, COALESCE(MIN(n), 0) AS fewest,
           COALESCE(SUM(IF(stranger, n, 0)), 0) AS strangers
         FROM (SELECT COUNT(*) AS n, MAX(u.user_id IS NULL) AS stranger FROM coupon c
           LEFT JOIN audience_user u ON u.user_id = c.user_id WHERE c.batch_id = ? GROUP BY c.user_id) held`,
        [batchId],
      );
      const reminders = await one(
        `SELECT COUNT(*) AS n, COUNT(DISTINCT r.user_id) AS users FROM coupon c JOIN t_notify_msg r
           ON r.user_id = c.user_id AND r.batch_id = c.batch_id AND r.coupon_id = c.coupon_id WHERE c.batch_id = ?`,
        [batchId],
      );
      return {
        status: task.status,
        issued: task.progress.issued,
        served: task.progress.done,
        skipped: task.progress.skipped,
        unserved: task.progress.unserved,
        failed: task.progress.failed,
        chunkIssued: Number(chunks.issued),
        pending: Number(chunks.pending),
        reservedLeft: Number(stored.reserved_left),
        reserved: Number(batch.reserved_count),
        left: batch.total_count === null ? null : Number(batch.total_count),
        assigned: Number(batch.assign_count),
        coupons: Number(rows.coupons),
        holders: Number(rows.holders),
        mostOfOne: Number(rows.most),
        fewestOfOne: Number(rows.fewest),
        strangers: Number(rows.strangers),
        reminders: Number(reminders.n),
        remindedUsers: Number(reminders.users),
      };
    });
  }
}
