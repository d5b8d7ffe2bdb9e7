/** Serials `from` to `until`, both included. */
export interface SerialRange {
  readonly from: number;
  readonly until: number;
}

/** Adds a range to sorted ones that don't touch each other; what touches becomes one. */
export function addRange(ranges: readonly SerialRange[], added: SerialRange): SerialRange[] {
  const apart = (range: SerialRange) => range.until + 1 < added.from || added.until + 1 < range.from;
  const touching = [added, ...ranges.filter((range) => !apart(range))];
  const merged = {
    from: Math.min(...touching.map(({ from }) => from)),
    until: Math.max(...touching.map(({ until }) => until)),
  };
  return [...ranges.filter(apart), merged].sort((a, b) => a.from - b.from);
}

/** How many serials there are in these ranges. @param ranges apart from each other */
export const countSerials = (ranges: readonly SerialRange[]): number =>
  ranges.reduce((sum, { from, until }) => sum + until - from + 1, 0);

/** @param ranges sorted, apart from each other */
export function isInRanges(ranges: readonly SerialRange[], serial: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const { from, until } = ranges[middle]!;
    if (serial < from) high = middle - 1;
    else if (serial > until) low = middle + 1;
    else return true;
  }
  return false;
}
