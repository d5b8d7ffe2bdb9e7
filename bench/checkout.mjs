import { createRequire } from 'node:module';
import { runLoad, runLoadProcess } from './lib/load.mjs';
import { startProcess } from './lib/processes.mjs';
import { describeServers, startServers } from './lib/servers.mjs';
import { CART, newBatch, openShop } from './lib/shop.mjs';
import { median, round } from './lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

const CHECKOUT_LOAD = new URL('./lib/checkout-load-process.mjs', import.meta.url);
const WARM_UP_MS = 1_000;
const WARM_UP_PHASES = 3;
/** More than any phase gets through. */
const CHECKOUTS_PER_SECOND = 2_000;
const EMPTY_REQUESTS_PER_SECOND = 40_000;
const FOREVER_MS = 3_600_000;

/**
 * Whole checkouts (quote of a cart of three products, order with a coupon of a limited batch at the quoted price, payment by the
 * sandbox; POSTs that create carry an Idempotency-Key) against an empty authenticated endpoint of the same app, in
 * interleaved rounds; and a flash sale, in which more buyers want a coupon than there are: all coupons must be sold and used.
 *
 * @param options.seconds per phase (default 5), @param options.rounds default 3, @param options.connections default 64
 * @param options.sale coupons of the flash sale (default 100), @param options.demand buyers per coupon (default 5)
 */
export default async function checkout({
  seconds = 5,
  rounds = 3,
  connections = 64,
  sale = 100,
  demand = 5,
}) {
  const servers = await startServers();
  const connection = await createConnection({
    uri: servers.mysql.url,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  let api;
  try {
    const versions = await describeServers(connection, servers);
    console.log(
      `checkout: ${rounds} rounds of ${seconds} s per phase, ${connections} connections; ${JSON.stringify(versions)}\n`,
    );
    api = await startProcess({ program: 'bench/lib/claim-api.mjs', env: servers.env });
    const bench = new CheckoutBench({ servers, connection, api, connections, measureMs: seconds * 1000 });
    await openShop(connection);
    // The first seconds of a process are its compiler's: it gets faster for some fifteen seconds.
    for (let phase = 1; phase <= WARM_UP_PHASES; phase++) await bench.checkouts();
    await bench.empty();
    const all = [];
    for (let number = 1; number <= rounds; number++) {
      const phases = { empty: await bench.empty(), checkout: await bench.checkouts() };
      all.push(phases);
      printRound(number, phases);
    }
    const flash = await bench.flashSale(sale, demand);
    report(all, flash, versions);
  } finally {
    await api?.stop();
    await connection.end();
    await servers.stop();
  }
}

class CheckoutBench {
  #batch = 1_000_000;
  #user = 1;
  #run = 0;

  constructor({ servers, connection, api, connections, measureMs }) {
    Object.assign(this, { servers, connection, api, connections, measureMs });
  }

  async newBatch(stock) {
    const batchId = ++this.#batch;
    await newBatch(this.connection, batchId, stock);
    return batchId;
  }

  /** Requests of the next `count` users to one path. */
  async requests(path, count, measureMs) {
    const firstUser = this.#user;
    this.#user += count;
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
    });
    return { ...result, firstUser };
  }

  empty() {
    const count = Math.ceil(((WARM_UP_MS + this.measureMs) / 1000) * EMPTY_REQUESTS_PER_SECOND);
    return this.requests('/bench/empty', count, this.measureMs);
  }

  /** Buyers who got a coupon of one batch over the API beforehand check out, as many as can in the time. */
  async checkouts() {
    const count = Math.ceil(((WARM_UP_MS + this.measureMs) / 1000) * CHECKOUTS_PER_SECOND);
    const batchId = await this.newBatch(count);
    await this.requests(`/v1/batches/${batchId}/claims`, count, FOREVER_MS);
    const [coupons] = await this.connection.query(
      'SELECT user_id, coupon_id FROM coupon WHERE batch_id = ? ORDER BY user_id',
      [batchId],
    );
    return this.load({
      buyers: coupons.map((row) => [Number(row.user_id), row.coupon_id]),
      warmUpMs: WARM_UP_MS,
      measureMs: this.measureMs,
    });
  }

  /** More buyers than coupons, all at once: who gets a coupon checks out with it. */
  async flashSale(stock, demand) {
    const claimFrom = await this.newBatch(stock);
    const buyers = Array.from({ length: stock * demand }, () => [this.#user++, undefined]);
    const started = performance.now();
    const { outcomes } = await this.load({ buyers, claimFrom, warmUpMs: 0, measureMs: FOREVER_MS });
    const [[sold]] = await this.connection.query(
      `SELECT COUNT(*) AS coupons, COALESCE(SUM(c.status = 2), 0) AS used, COALESCE(SUM(o.status = 1), 0) AS paid
       FROM coupon c LEFT JOIN orders o ON o.order_id = c.lock_order_no WHERE c.batch_id = ?`,
      [claimFrom],
    );
    const figures = Object.fromEntries(Object.entries(sold).map(([name, value]) => [name, Number(value)]));
    return { stock, buyers: buyers.length, ms: performance.now() - started, outcomes, ...figures };
  }

  load(options) {
    return runLoadProcess(CHECKOUT_LOAD, {
      port: this.api.port,
      secret: this.servers.env.JWT_SECRET,
      items: CART,
      connections: this.connections,
      name: String(++this.#run),
      ...options,
    });
  }
}

const times = ({ p50, p99 }) => `p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms`;

function printRound(number, { empty, checkout: { perSecond, outcomes, steps } }) {
  const parts = ['quote', 'create', 'pay'].map((name) => `${name} ${times(steps[name])}`);
  console.log(
    `round ${number}\n  empty ${Math.round(empty.perSecond)}/s (${times(empty)})\n` +
      `  checkout ${Math.round(perSecond)}/s (${times(steps.checkout)}): ${parts.join(', ')} ${JSON.stringify(outcomes)}`,
  );
}

function report(all, flash, versions) {
  const middle = (pick, digits = 2) => round(median(all.map(pick)), digits);
  const ratios = {
    checkout_to_empty: middle((phases) => phases.checkout.perSecond / phases.empty.perSecond, 4),
  };
  const figures = {
    checkouts_per_s: middle(({ checkout: { perSecond } }) => perSecond, 1),
    empty_per_s: Math.round(middle(({ empty }) => empty.perSecond)),
  };
  for (const step of ['checkout', 'quote', 'create', 'pay']) {
    figures[`${step}_p50_ms`] = middle((phases) => phases.checkout.steps[step].p50);
    figures[`${step}_p99_ms`] = middle((phases) => phases.checkout.steps[step].p99);
  }
  Object.assign(figures, {
    flash_coupons: flash.stock,
    flash_buyers: flash.buyers,
    flash_sold: flash.coupons,
    flash_used: flash.used,
    flash_paid: flash.paid,
  });
  console.log(
    `\n${figures.checkouts_per_s} checkouts/s, ${figures.empty_per_s} empty requests/s, ratio ${ratios.checkout_to_empty}\n` +
      `flash sale: ${flash.coupons} of ${flash.stock} coupons sold, ${flash.used} used, ${flash.paid} orders paid, ` +
      `${flash.buyers} buyers, ${(flash.ms / 1000).toFixed(1)} s ${JSON.stringify(flash.outcomes)}`,
  );
  console.log(JSON.stringify({ bench: 'checkout', ratios, figures, versions }));
  if (flash.used !== flash.stock || flash.paid !== flash.stock) process.exitCode = 1;
}
