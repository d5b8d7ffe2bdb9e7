/** What is wrong with a row of a CSV file. `field` is null when it is the row as a whole. */
export interface RowError {
  /** Line of the file, from 1; of a row over several lines the last one. */
  line: number;
  field: string | null;
  code: string;
  message: string;
}

/** The columns of a kind of file, in any order. */
export interface CsvColumns {
  /** What such a file is called: "a catalogue". */
  of: string;
  required: readonly string[];
  optional: readonly string[];
}

/** @returns what is wrong with the file's first line */
export function checkCsvHeader(
  header: readonly string[],
  { of, required, optional }: CsvColumns,
): RowError[] {
  const errors: RowError[] = [];
  const at = (field: string, code: string, message: string) => errors.push({ line: 1, field, code, message });
  for (const column of required) {
    if (!header.includes(column)) {
      at(column, 'COLUMN_MISSING', `the first line must name the column ${column}`);
    }
  }
  for (const [index, column] of header.entries()) {
    const isKnown = required.includes(column) || optional.includes(column);
    if (!isKnown) at(column, 'COLUMN_UNKNOWN', `${column} is not a column of ${of}`);
    else if (header.indexOf(column) !== index) at(column, 'COLUMN_REPEATED', `${column} is named twice`);
  }
  return errors;
}

/** @returns what is wrong with the number of a row's values */
export function checkRowLength(
  header: readonly string[],
  values: readonly string[],
  line: number,
): RowError | undefined {
  if (values.length === header.length) return undefined;
  const message = `the row has ${values.length} values, the first line names ${header.length} columns`;
  return { line, field: null, code: 'ROW_LENGTH', message };
}

/**
 * The values of one line of CSV (RFC 4180), trimmed outside of quotes. Rows over several lines are not known here, on
 * purpose: so a quote that is never closed spoils its own row, where a parser of whole files takes everything after it for
 * part of the value. Each character is looked at a fixed number of times, whatever the line holds.
 * @returns undefined when the quotes don't fit
 */
export function splitCsvLine(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',').map((value) => value.trim());
  const values: string[] = [];
  for (let at = 0; at <= line.length; at++) {
    const start = skipBlanks(line, at);
    if (line[start] === '"') {
      const end = endOfQuoted(line, start + 1);
      if (end === undefined) return undefined;
      values.push(line.slice(start + 1, end).replaceAll('""', '"'));
      at = skipBlanks(line, end + 1);
      if (at < line.length && line[at] !== ',') return undefined;
    } else {
      const comma = line.indexOf(',', start);
      const value = line.slice(at, comma === -1 ? line.length : comma);
      if (value.includes('"')) return undefined;
      values.push(value.trim());
      at += value.length;
    }
  }
  return values;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

/** @returns the place of the quote that closes a value, which is not one of two in a row */
function endOfQuoted(line: string, from: number): number | undefined {
  let at = line.indexOf('"', from);
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at === -1 ? undefined : at;
}

/** One line of CSV, every value in quotes, for people with spreadsheets: what would be a formula there becomes a text. */
export function toCsvLine(values: readonly string[]): string {
  return `${values.map((value) => `"${disarm(value).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** Spreadsheets take what begins like this for a formula (OWASP: CSV injection). */
export function looksLikeFormula(value: string): boolean {
  return /^[=+\-@\t\r]/.test(value);
}

function disarm(value: string): string {
  return looksLikeFormula(value) ? `'${value}` : value;
}
