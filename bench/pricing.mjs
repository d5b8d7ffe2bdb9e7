import { createRequire } from 'node:module';
import { context, drawCart, drawCoupons, randomFrom } from './pricing-generator.mjs';

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

/**
 * Quotes a cart of 50 lines with ever more coupons over 5 stack groups, one call at a time, CPU time of this process.
 *
 * @param options.carts different carts per row (default 1,000; a fifth of them where no two rules are alike), @param options.seed default 1
 */
export default async function pricing({ carts = 1000, seed = 1 }) {
  const { quote } = require('../dist/src/modules/pricing/index.js');
  console.log(
    `pricing: ${carts} carts of ${LINES} lines (a fifth in the last two rows), 5 groups, seed ${seed}; CPU ms per quote\n`,
  );
  console.log('coupons  rules    p50    p99    max  exact  largest gap  coupons in best');
  const rows = ROWS.map((row) =>
    measureRow(quote, row, row.coupons === row.rules ? Math.ceil(carts / 5) : carts, seed),
  );
  const [, , at200, at1000] = rows;
  console.log(`\ngrowth of p50: 10 → 1,000 coupons ×${(at1000.p50 / rows[0].p50).toFixed(1)}`);
  const figures = {
    p50_ms_200: at200.p50,
    p99_ms_200: at200.p99,
    p50_ms_1000: at1000.p50,
    p99_ms_1000: at1000.p99,
    exact_share: Math.min(...rows.slice(0, 4).map((row) => row.exactShare)),
    p99_ms_200_all_different: rows[4].p99,
    p99_ms_1000_all_different: rows[5].p99,
    exact_share_all_different: Math.min(rows[4].exactShare, rows[5].exactShare),
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
