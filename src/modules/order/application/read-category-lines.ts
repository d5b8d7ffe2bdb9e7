import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import { categoryLines } from '../infra/product-rows';

/** Categories remembered by a process. Past it the oldest go. */
const CACHE_SIZE = 20_000;

/** The ancestors of categories. A category never moves, so they are remembered for as long as there is room. */
@Injectable()
export class ReadCategoryLines {
  private readonly known = new Map<string, string[]>();

  /** @returns per category its own id first, then its ancestors; categories that don't exist are not among them */
  async execute(reader: SqlReader, categoryIds: readonly string[]): Promise<Map<string, string[]>> {
    // Taken before anything is waited for: others may make room in the meantime.
    const known = categoryIds.flatMap((id) => {
      const line = this.known.get(id);
      return line ? [[id, line] as const] : [];
    });
    const missing = categoryIds.filter((id) => !this.known.has(id));
    const read = await categoryLines(reader, missing);
    for (const [id, line] of read) {
      this.known.set(id, line);
      if (this.known.size > CACHE_SIZE) this.known.delete(this.known.keys().next().value!);
    }
    return new Map([...known, ...read]);
  }
}
