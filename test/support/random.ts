export interface SeededRandom {
  /** 0 ≤ x < 1 */
  next(): number;
  /** An integer, 0 ≤ x < limit. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
}

// An ES module in plain JavaScript, shared with the benches: Jest turns it into CommonJS, and its types stay with it.
const library: { seededRandom(seed: number): SeededRandom } = require('../../bench/lib/random.mjs');

/** A random source whose seed is printed, so that a failing run can be repeated: TEST_SEED takes the seed's place. */
export function printedRandom(title: string): SeededRandom {
  const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
  process.stdout.write(`${title}: TEST_SEED=${seed}\n`);
  return library.seededRandom(seed);
}
