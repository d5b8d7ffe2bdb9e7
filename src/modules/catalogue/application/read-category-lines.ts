import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import { BoundedCache } from '../../../shared/bounded-cache';
import { categoryLines } from '../infra/product-rows';

/** Categories remembered by a process. Past it the oldest go. */
const CACHE_SIZE = 20_000;

/** The ancestors of categories. A category never moves, so they are remembered for as long as there is room. */
@Injectable()
export class ReadCategoryLines {
  private readonly remembered = new BoundedCache<string[]>(CACHE_SIZE);

  /** @returns per category its own id first, then its ancestors; categories that don't exist are not among them */
  execute(reader: SqlReader, categoryIds: readonly string[]): Promise<Map<string, string[]>> {
    return this.remembered.get(categoryIds, (missing) => categoryLines(reader, missing));
  }
}
