import { createRequire } from 'node:module';
import { context, drawCart, drawCoupons, drawMarketplace, randomFrom } from './pricing-generator.mjs';

const require = createRequire(import.meta.url);

const LINES = 50;
const WARM_UP_MS = 1500;
/** Owned coupons, and over how many different rules. The last two rows are what hardly anybody owns: no two alike. */
const ROWS = [
  { coupons: 10, rules: 60 },
  { coupons: 50, rules: 60 },
  { coupons: 200, rules: 60 },
  { coupons: 1000, rules: 60 },
  { coupons: 200, rules: 200 },
  { coupons: 1000, rules: 1000 },
];

/** The last two are as large as the API lets them be. */
const MARKETPLACES = [
  { lines: 6, coupons: 12, groups: 6 },
  { lines: 10, coupons: 60, groups: 12 },
  { lines: 50, coupons: 200, groups: 30 },
  { lines: 500, coupons: 300, groups: 20 },
  { lines: 200, coupons: 1000, groups: 20 },
  { lines: 1000, coupons: 1000, groups: 30 },
];
/** The best known set is what a search finds that may do so many times as much as the API's; brute force, where it can. */
const PATIENT_WORK_LIMIT = 40_000_000;
const MAX_BRUTE_FORCE_COUPONS = 12;
const TRIES = 4;

/**
 * Quotes a cart of 50 lines with ever more coupons over 5 stack groups, one call at a time, CPU time of this process.
 *
 * @param options.carts different carts per row (default 1,000; a fifth of them where no two rules are alike), @param options.seed default 1
 * @param options.marketplaces carts per row of the `marketplace` case
 */
export default async function pricing({ carts = 1000, seed = 1, marketplaces = 20 }) {
  const { quote, priceWith } = require('../dist/src/modules/pricing/index.js');
  console.log(
    `pricing: ${carts} carts of ${LINES} lines (a fifth in the last two rows), 5 groups, seed ${seed}; CPU ms per quote\n`,
  );
  console.log('coupons  rules    p50    p99    max  exact  largest gap  coupons in best');
  const rows = ROWS.map((row) =>
    measureRow(quote, row, row.coupons === row.rules ? Math.ceil(carts / 5) : carts, seed),
  );
  const [, , at200, at1000] = rows;
  console.log(`\ngrowth of p50: 10 → 1,000 coupons ×${(at1000.p50 / rows[0].p50).toFixed(1)}`);
  const markets = measureMarketplaces({ quote, priceWith }, marketplaces, seed);
  const figures = {
    p50_ms_200: at200.p50,
    p99_ms_200: at200.p99,
    p50_ms_1000: at1000.p50,
    p99_ms_1000: at1000.p99,
    exact_share: Math.min(...rows.slice(0, 4).map((row) => row.exactShare)),
    p99_ms_200_all_different: rows[4].p99,
    p99_ms_1000_all_different: rows[5].p99,
    exact_share_all_different: Math.min(rows[4].exactShare, rows[5].exactShare),
    marketplace_worst_shortfall_percent: markets.find(({ size }) => size.lines === 500).worstPercent,
    marketplace_largest_max_ms: markets.at(-1).max,
  };
  console.log(JSON.stringify({ bench: 'pricing', ratios: {}, figures, versions: { node: process.version } }));
}

function measureRow(quote, { coupons, rules }, carts, seed) {
  const draw = (i) => {
    const random = randomFrom(seed * 1_000_003 + i);
    return { cart: drawCart(random, LINES), owned: drawCoupons(random, coupons, rules) };
  };
  // Other carts first, so that the compiler has seen this kind of row; those measured are drawn before the clock runs.
  const warmAt = performance.now() + WARM_UP_MS;
  for (let i = -1; performance.now() < warmAt; i--) {
    const { cart, owned } = draw(i);
    quote(cart, owned, context);
  }
  const worlds = Array.from({ length: carts }, (_, i) => draw(i));
  const times = [];
  let exact = 0;
  let largestGap = 0;
  let chosen = 0;
  for (const { cart, owned } of worlds) {
    const before = process.cpuUsage();
    const result = quote(cart, owned, context);
    const used = process.cpuUsage(before);
    times.push((used.user + used.system) / 1000);
    exact += result.exact ? 1 : 0;
    largestGap = Math.max(largestGap, result.maxGapMinor);
    chosen += result.best.coupons.length;
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  const row = { p50: at(0.5), p99: at(0.99), exactShare: exact / carts };
  const cells = [
    String(coupons).padStart(7),
    String(rules).padStart(6),
    ...[row.p50, row.p99, times.at(-1)].map((ms) => ms.toFixed(2).padStart(6)),
    row.exactShare.toFixed(3).padStart(6),
    String(largestGap).padStart(12),
    (chosen / carts).toFixed(2).padStart(16),
  ];
  console.log(cells.join(' '));
  return row;
}

/** How far the best set of one quote is from the best known one, and what the quote costs, per size of marketplace. */
function measureMarketplaces(engine, count, seed) {
  console.log(`\nmarketplace: ${count} carts per row, no two rules alike, least CPU ms of ${TRIES} tries\n`);
  console.log('lines  coupons  groups    p50    max  exact  worst shortfall  worst gap  beside');
  return MARKETPLACES.map((size) => {
    const times = [];
    let exact = 0;
    let worstPercent = 0;
    let worstGapPercent = 0;
    let bruteForced = 0;
    for (let i = 0; i < count; i++) {
      const { cart, coupons } = drawMarketplace(randomFrom(seed * 7_000_003 + i), size);
      const { result, ms } = quoteOften(engine, cart, coupons);
      const offMinor = moneyOff(result.best);
      const isBruteForced = coupons.length <= MAX_BRUTE_FORCE_COUPONS;
      const patient = isBruteForced
        ? bruteForce(engine, cart, coupons, result)
        : moneyOff(engine.quote(cart, coupons, context, { workLimit: PATIENT_WORK_LIMIT }).best);
      const knownMinor = Math.max(offMinor, patient);
      bruteForced += isBruteForced ? 1 : 0;
      times.push(ms);
      exact += result.exact ? 1 : 0;
      worstPercent = Math.max(worstPercent, (100 * (knownMinor - offMinor)) / Math.max(1, knownMinor));
      worstGapPercent = Math.max(worstGapPercent, (100 * result.maxGapMinor) / Math.max(1, offMinor));
    }
    times.sort((a, b) => a - b);
    const row = { size, worstPercent, max: times.at(-1) };
    const cells = [
      String(size.lines).padStart(5),
      String(size.coupons).padStart(8),
      String(size.groups).padStart(7),
      ...[times[Math.floor(count / 2)], row.max].map((ms) => ms.toFixed(2).padStart(6)),
      (exact / count).toFixed(3).padStart(6),
      `${worstPercent.toFixed(3)} %`.padStart(16),
      `${worstGapPercent.toFixed(1)} %`.padStart(10),
      bruteForced > 0 ? ' brute force' : ' patient search',
    ];
    console.log(cells.join(' '));
    return row;
  });
}

function quoteOften({ quote }, cart, coupons) {
  let ms = Number.POSITIVE_INFINITY;
  let result;
  for (let k = 0; k < TRIES; k++) {
    const before = process.cpuUsage();
    result = quote(cart, coupons, context);
    const used = process.cpuUsage(before);
    ms = Math.min(ms, (used.user + used.system) / 1000);
  }
  return { result, ms };
}

/** The most that any set takes off, all of them priced; sets with a coupon that contributes nothing are refused. */
function bruteForce({ priceWith }, cart, coupons, { verdicts }) {
  const eligible = coupons.filter((_, i) => verdicts[i].eligible);
  let mostMinor = 0;
  for (let mask = 1; mask < 2 ** eligible.length; mask++) {
    const set = eligible.filter((_, i) => mask & (1 << i));
    const priced = priceWith(cart, set, context);
    if (priced.outcome === 'priced') mostMinor = Math.max(mostMinor, moneyOff(priced.priced));
  }
  return mostMinor;
}

function moneyOff({ totals }) {
  return totals.discountMinor + totals.shippingDiscountMinor + totals.giftValueMinor;
}
