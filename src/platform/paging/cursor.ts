import { isId } from '../../shared/check-id';
import { AppError } from '../../shared/errors';

export const MAX_PAGE_SIZE = 100;

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The year 9999: past it a DATETIME has no room. */
const MAX_TIME_MS = 253_402_300_799_999;

type CursorKey = string | number;

/**
 * Cuts a page out of `limit + 1` rows that were read.
 * @param keyOf the ordering columns of a row, as the next query compares them
 */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => CursorKey[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: shown.map(toItem),
    nextCursor: more ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null,
  };
}

/** So much of what rows hold is shown at once, where one of them may be as large as a request: else a page would be a hundred. */
const MAX_PAGE_BYTES = 1024 * 1024;

/** How many of these rows a page shows, given the size of each: at least one, and no more than `limit`. */
export function pageLength(bytes: readonly number[], limit: number): number {
  let sum = 0;
  let length = 0;
  for (const size of bytes.slice(0, limit)) {
    sum += size;
    if (length > 0 && sum > MAX_PAGE_BYTES) break;
    length++;
  }
  return length;
}

/**
 * Reads a cursor that {@link toPage} made: as many keys as `shape` has, each of the same type.
 * @throws AppError INVALID_CURSOR
 */
export function readCursor<Keys extends CursorKey[]>(
  cursor: string | undefined,
  shape: { [K in keyof Keys]: Keys[K] extends number ? 'number' : 'string' },
): Keys | undefined {
  if (cursor === undefined) return undefined;
  const keys = parse(cursor);
  const expected = shape as readonly string[];
  const fits =
    Array.isArray(keys) &&
    keys.length === expected.length &&
    keys.every((key, at) => typeof key === expected[at]);
  if (!fits) throw invalidCursor();
  return keys as Keys;
}

/**
 * Reads the cursor of a list that is ordered by time and id: [epoch milliseconds, id].
 * @throws AppError INVALID_CURSOR
 */
export function readTimeCursor(cursor: string | undefined): [Date, string] | undefined {
  const keys = readCursor<[number, string]>(cursor, ['number', 'string']);
  if (keys === undefined) return undefined;
  const [ms, id] = keys;
  if (!Number.isInteger(ms) || Math.abs(ms) > MAX_TIME_MS || !isId(id)) throw invalidCursor();
  return [new Date(ms), id];
}

/**
 * Reads the cursor of a list that is ordered by an id alone.
 * @throws AppError INVALID_CURSOR
 */
export function readIdCursor(cursor: string | undefined): string | undefined {
  const id = readCursor<[string]>(cursor, ['string'])?.[0];
  if (id !== undefined && !isId(id)) throw invalidCursor();
  return id;
}

export function invalidCursor(): AppError {
  return new AppError('INVALID_CURSOR', {
    errors: [
      {
        parameter: 'cursor',
        code: 'INVALID_CURSOR',
        message: 'cursor must be the nextCursor of a page before',
      },
    ],
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
