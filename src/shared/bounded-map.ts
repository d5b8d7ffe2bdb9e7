/**
 * A map with an end: past it the oldest entries go, at most half of what it holds at once. Two generations, of which the older
 * is forgotten as a whole, cost less than making room for each new entry.
 */
export class BoundedMap<Key, Value> {
  private newer = new Map<Key, Value>();
  private older = new Map<Key, Value>();

  /** @param size how many of the newest entries are kept at least; twice as many at most */
  constructor(private readonly size: number) {}

  get(key: Key): Value | undefined {
    const value = this.newer.get(key);
    return value === undefined ? this.older.get(key) : value;
  }

  /** What is set again counts as new. */
  set(key: Key, value: Value): void {
    if (this.newer.size >= this.size && !this.newer.has(key)) {
      this.older = this.newer;
      this.newer = new Map();
    }
    this.newer.set(key, value);
  }

  delete(key: Key): void {
    this.newer.delete(key);
    this.older.delete(key);
  }
}
