/**
 * Largest remainder (Hamilton): every share is the floor of its ideal, and the units that are left go one each to the
 * largest remainders. On equal remainders the earlier weight is served first, so callers put weights in an order that
 * does not depend on chance (by line id).
 *
 * @param amount  non-negative safe integer, at most the sum of the weights
 * @param weights non-negative safe integers
 * @returns one share per weight: they sum to `amount` exactly, each is within one unit of amount × weight / sum and
 *          never above its weight
 */
export function allocate(amount: number, weights: Float64Array): Float64Array {
  const shares = new Float64Array(weights.length);
  let total = 0;
  for (const weight of weights) {
    total += weight;
  }
  if (amount < 0 || amount > total) {
    throw new RangeError(`cannot share ${amount} over weights that sum to ${total}`);
  }
  if (amount === 0) {
    return shares;
  }
  const remainders = scratchFor(weights.length);
  const left = amount - divideProportionally(amount, total, weights, shares, remainders);
  if (left > 0) {
    addToLargest(left, total, shares, remainders);
  }
  return shares;
}

/** Remainders of the allocation at hand: allocations are made by the million, and each is done before the next begins. */
let scratch = new Float64Array(64);

function scratchFor(length: number): Float64Array {
  if (scratch.length < length) {
    scratch = new Float64Array(2 * length);
  }
  return scratch.subarray(0, length);
}

/** Fills floors and remainders; returns the sum of the floors. */
function divideProportionally(
  amount: number,
  total: number,
  weights: Float64Array,
  shares: Float64Array,
  remainders: Float64Array,
): number {
  let given = 0;
  for (let i = 0; i < weights.length; i++) {
    const product = amount * weights[i]!;
    if (product <= Number.MAX_SAFE_INTEGER) {
      shares[i] = Math.floor(product / total);
      remainders[i] = product - shares[i]! * total;
    } else {
      const exact = BigInt(amount) * BigInt(weights[i]!);
      shares[i] = Number(exact / BigInt(total));
      remainders[i] = Number(exact % BigInt(total));
    }
    given += shares[i]!;
  }
  return given;
}

/** One unit to each of the `count` largest remainders. There are always more remainders above zero than units left. */
function addToLargest(count: number, total: number, shares: Float64Array, remainders: Float64Array): void {
  const [smallestServed, above] = findSmallestServed(count, total, remainders);
  let atThreshold = count - above;
  for (let i = 0; i < shares.length; i++) {
    if (remainders[i]! > smallestServed) {
      shares[i]! += 1;
    } else if (remainders[i] === smallestServed && atThreshold > 0) {
      shares[i]! += 1;
      atThreshold--;
    }
  }
}

const BUCKETS = 64;
const bucketSizes = new Int32Array(BUCKETS);

/**
 * The `count`-th largest remainder, and how many are larger. Remainders are counted into buckets by size, so that only
 * those of one bucket are sorted: sorting all of them would take most of the time of an allocation.
 */
function findSmallestServed(
  count: number,
  total: number,
  remainders: Float64Array,
): readonly [remainder: number, above: number] {
  const sizes = bucketSizes.fill(0);
  const scale = BUCKETS / total;
  for (let i = 0; i < remainders.length; i++) {
    sizes[bucketOf(remainders[i]!, scale)]! += 1;
  }
  let bucket = BUCKETS - 1;
  let above = 0;
  while (above + sizes[bucket]! < count) {
    above += sizes[bucket]!;
    bucket--;
  }
  const inBucket: number[] = [];
  for (let i = 0; i < remainders.length; i++) {
    if (bucketOf(remainders[i]!, scale) === bucket) inBucket.push(remainders[i]!);
  }
  inBucket.sort((a, b) => b - a);
  const remainder = inBucket[count - above - 1]!;
  return [remainder, above + inBucket.indexOf(remainder)];
}

/** Larger remainders never lie in a lower bucket. */
function bucketOf(remainder: number, scale: number): number {
  return Math.min(BUCKETS - 1, Math.floor(remainder * scale));
}
