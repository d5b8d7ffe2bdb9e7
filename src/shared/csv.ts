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

/** What may stand between the values of a line. Spreadsheets write any of them, by the language that they speak. */
const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/**
 * Reads a file's first line, which names the columns and so shows what separates them: that by which most of the names are known.
 * @returns the names and the separator, or what is wrong
 */
export function readCsvHeader(
  line: string,
  columns: CsvColumns,
): { header: string[]; separator: Separator } | { errors: RowError[] } {
  if (line.trim() === '') return { errors: checkCsvHeader([], columns) };
  const readings = SEPARATORS.map((separator) => {
    const header = splitCsvLine(line, separator) ?? [];
    const isKnown = (column: string) =>
      columns.required.includes(column) || columns.optional.includes(column);
    return { separator, header, knownCount: header.filter(isKnown).length };
  });
  const [best, next] = readings.sort(
    (a, b) => b.knownCount - a.knownCount || b.header.length - a.header.length,
  ) as [Reading, Reading];
  const errors = checkCsvHeader(best.header, columns);
  if (errors.length === 0) return best;
  return { errors: isClear(best, next) ? errors : [SEPARATOR_UNKNOWN, ...errors] };
}

/** One column that is known is so whatever separates it; columns that aren't must at least come apart in one way only. */
function isClear(best: Reading, next: Reading): boolean {
  if (best.knownCount !== next.knownCount) return true;
  return best.knownCount > 0 ? best.header.length === 1 : best.header.length > 1 && next.header.length <= 1;
}

interface Reading {
  separator: Separator;
  header: string[];
  knownCount: number;
}

const SEPARATOR_UNKNOWN: RowError = {
  line: 1,
  field: null,
  code: 'SEPARATOR_UNKNOWN',
  message:
    'what separates the columns cannot be told: the first line must name them with commas, semicolons or tabs between, the same everywhere',
};

/** @returns what is wrong with the names of the columns */
function checkCsvHeader(header: readonly string[], { of, required, optional }: CsvColumns): RowError[] {
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
export function splitCsvLine(line: string, separator: Separator = ','): string[] | undefined {
  if (!line.includes('"')) return line.split(separator).map((value) => value.trim());
  const values: string[] = [];
  for (let at = 0; at <= line.length; at++) {
    const start = skipBlanks(line, at, separator);
    if (line[start] === '"') {
      const end = endOfQuoted(line, start + 1);
      if (end === undefined) return undefined;
      values.push(line.slice(start + 1, end).replaceAll('""', '"'));
      at = skipBlanks(line, end + 1, separator);
      if (at < line.length && line[at] !== separator) return undefined;
    } else {
      const next = line.indexOf(separator, start);
      const value = line.slice(at, next === -1 ? line.length : next);
      if (value.includes('"')) return undefined;
      values.push(value.trim());
      at += value.length;
    }
  }
  return values;
}

function skipBlanks(line: string, from: number, separator: Separator): number {
  let at = from;
  while (line[at] === ' ' || (line[at] === '\t' && separator !== '\t')) at++;
  return at;
}

/** @returns the place of the quote that closes a value, which is not one of two in a row */
function endOfQuoted(line: string, from: number): number | undefined {
  let at = line.indexOf('"', from);
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at === -1 ? undefined : at;
}

/** @returns the truth of `true` and `false`, which spreadsheets write in capital letters; undefined for anything else */
export function readFlag(value: string): boolean | undefined {
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/**
 * True for what a spreadsheet makes of a long number, such as 4.4E+11: the digits behind the first ones are lost, so different
 * numbers look the same.
 */
export function isRoundedNumber(value: string): boolean {
  return /^[+-]?\d(?:[.,]\d+)?E\+\d{1,3}$/i.test(value);
}

/** What is wrong with a value for which {@link isRoundedNumber} holds. */
export function roundedNumber(column: string): Pick<RowError, 'code' | 'message'> {
  return {
    code: 'ROUNDED_NUMBER',
    message: `a spreadsheet has rounded the number in ${column}, and its last digits are lost; give the column the format "text" before the numbers are entered or opened in it, and save the file again`,
  };
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
