import { BoundedMap } from './bounded-map';

/** What never changes once it is there, by id: read once and kept for as long as there is room. Past it the oldest go. */
export class BoundedCache<Value> {
  private readonly cached: BoundedMap<string, Value>;

  /** @param size how many are kept at least; twice as many at most */
  constructor(size: number) {
    this.cached = new BoundedMap(size);
  }

  /**
   * @param read asked for those that are not known, if there are any; ids that it does not find are left out
   * @returns those that there are, by id
   */
  async get(
    ids: readonly string[],
    read: (missing: string[]) => Promise<Map<string, Value>>,
  ): Promise<Map<string, Value>> {
    const found = new Map<string, Value>();
    const missing: string[] = [];
    // Taken before anything is waited for: others may make room in the meantime.
    for (const id of new Set(ids)) {
      const value = this.cached.get(id);
      if (value === undefined) missing.push(id);
      else found.set(id, value);
    }
    if (missing.length === 0) return found;
    for (const [id, value] of await read(missing)) {
      found.set(id, value);
      this.cached.set(id, value);
    }
    return found;
  }
}
