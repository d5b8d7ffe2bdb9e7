import * as fc from 'fast-check';

/** PROPERTY_RUNS: cases per property. PROPERTY_SEED: repeat a run; without it every run draws its own. */
const runs = Number(process.env.PROPERTY_RUNS ?? 150);
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31);

let announced = false;

function announceSeed(): void {
  if (!announced) {
    announced = true;
    process.stdout.write(`property tests: PROPERTY_SEED=${seed} PROPERTY_RUNS=${runs}\n`);
  }
}

/** Checks a property on `runs` cases (times `share`, for properties whose single case is costly). */
export function checkProperty<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void, share = 1): void {
  announceSeed();
  // A synchronous property makes this throw at once; it only looks like a promise to the linter.
  void fc.assert(fc.property(arbitrary, holds), { seed, numRuns: Math.max(1, Math.round(runs * share)) });
}
