/** Ascending order of ids: decimal numbers as text, without leading zeros, so the shorter one is the smaller one. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
