import * as fc from 'fast-check';

/**
 * PROPERTY_RUNS: cases per property. PROPERTY_SEED: repeat a run; without it every run draws its own. PROPERTY_SHRINK=0
 * reports the first counterexample as it is, for runs where only the fact counts.
 */
const runs = Number(process.env.PROPERTY_RUNS ?? 150);
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31);

let announced = false;

function announceSeed(): void {
  if (!announced) {
    announced = true;
    process.stdout.write(`property tests: PROPERTY_SEED=${seed} PROPERTY_RUNS=${runs}\n`);
  }
}

/** Checks a property on as many cases as PROPERTY_RUNS says. */
export function checkProperty<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void {
  announceSeed();
  // A synchronous property makes this throw at once; it only looks like a promise to the linter.
  void fc.assert(fc.property(arbitrary, holds), {
    seed,
    numRuns: runs,
    endOnFailure: process.env.PROPERTY_SHRINK === '0',
  });
}
