import type { Clock } from '../../shared/clock';

/** Rows that one statement deletes: few enough that nobody waits for their locks. */
const PAGE = 500;
/** Rest after each page, in times of what it took: the slower the database, the longer it is left alone. */
const REST = 3;

/**
 * Deletes what is past its time, page by page, with a rest after each that is longer than the page took. Nothing while the time is
 * in doubt.
 * @param clock by which it is past its time
 * @param deletePage deletes so many rows at most, and says how many
 * @param stopped asked before each page
 * @returns how many rows
 */
export async function deleteInPages(
  clock: Clock,
  deletePage: (limit: number) => Promise<number>,
  stopped: () => boolean,
): Promise<number> {
  let deleted = 0;
  for (let rows = PAGE; rows === PAGE && !stopped() && clock.isTrusted(); deleted += rows) {
    const startedAt = performance.now();
    rows = await deletePage(PAGE);
    const restMs = REST * (performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
  return deleted;
}
