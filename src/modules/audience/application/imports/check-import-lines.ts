import type { Line } from '../../../../platform/csv';
import { type Separator, splitCsvLine } from '../../../../shared/csv';
import { type ImportRow, parseImportRow } from '../../domain/import-row';
import type { Reject } from '../../infra/import-rows';

/** Of a line that is left out, so much is kept. */
const MAX_RECORD_CHARACTERS = 1_000;

/** How the rows of a file are to be read, as its first line says: the same whenever it is read again. */
export interface RowFormat {
  header: readonly string[];
  separator: Separator;
}

/** A row that was checked by itself. */
export interface CheckedRow {
  row: ImportRow;
  line: Line;
}

export function rejectLine({ number, text }: Line, errors: Reject['errors']): Reject {
  return { line: number, errors, record: text.slice(0, MAX_RECORD_CHARACTERS) };
}

const FAULTS = {
  'not-utf8': {
    field: null,
    code: 'NOT_UTF8',
    message: 'the row is not UTF-8; save the file as CSV in UTF-8',
  },
  'too-long': { field: null, code: 'ROW_TOO_LONG', message: 'the row is too long' },
} as const;
const BAD_QUOTES = { field: null, code: 'CSV_SYNTAX', message: 'the quotes of the row do not fit' };

/** Checks each line by itself. Empty lines are no rows. */
export function checkLines(
  { header, separator }: RowFormat,
  lines: readonly Line[],
  now: Date,
): { rows: CheckedRow[]; rejects: Reject[] } {
  const rows: CheckedRow[] = [];
  const rejects: Reject[] = [];
  for (const line of lines) {
    if (line.text.trim() === '') continue;
    const values = line.fault ? undefined : splitCsvLine(line.text, separator);
    if (!values) {
      rejects.push(rejectLine(line, [line.fault ? FAULTS[line.fault] : BAD_QUOTES]));
      continue;
    }
    const parsed = parseImportRow(header, values, line.number, now);
    if ('row' in parsed) rows.push({ row: parsed.row, line });
    else {
      const errors = parsed.errors.map(({ field, code, message }) => ({ field, code, message }));
      rejects.push(rejectLine(line, errors));
    }
  }
  return { rows, rejects };
}
