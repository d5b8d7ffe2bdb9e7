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
  const remainders = new Float64Array(weights.length);
  const left = amount - divideProportionally(amount, total, weights, shares, remainders);
  if (left > 0) {
    addToLargest(left, total, shares, remainders);
  }
  return shares;
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

/**
 * The `count`-th largest remainder, and how many are larger. Remainders are counted into buckets by size, so that only
 * those of one bucket are sorted: sorting all of them would take most of the time of an allocation.
 */
function findSmallestServed(
  count: number,
  total: number,
  remainders: Float64Array,
): readonly [remainder: number, above: number] {
  const sizes = new Int32Array(BUCKETS);
  for (let i = 0; i < remainders.length; i++) {
    sizes[bucketOf(remainders[i]!, total)]! += 1;
  }
  let bucket = BUCKETS - 1;
  let above = 0;
  while (above + sizes[bucket]! < count) {
    above += sizes[bucket]!;
    bucket--;
  }
  const inBucket = remainders.filter((remainder) => bucketOf(remainder, total) === bucket).sort();
  const remainder = inBucket[inBucket.length - (count - above)]!;
  return [remainder, above + inBucket.filter((other) => other > remainder).length];
}

/** Larger remainders never lie in a lower bucket. */
function bucketOf(remainder: number, total: number): number {
  return Math.floor((remainder / total) * BUCKETS);
}
