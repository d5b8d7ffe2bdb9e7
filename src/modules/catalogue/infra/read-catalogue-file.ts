import { type Line, readLines, type TextSource } from '../../../platform/csv';
import { type RowError, type Separator, splitCsvLine } from '../../../shared/csv';
import { type CatalogueRow, parseCatalogueRow, readCatalogueHeader } from '../domain/catalogue-row';

/** What one line of a file turned out to be. */
export type CatalogueItem = { row: CatalogueRow; line: number } | { errors: RowError[] };

const MAX_LINE_BYTES = 10_000;

interface Format {
  header: string[];
  separator: Separator;
}

/**
 * Reads a catalogue file (CSV, separated by commas, semicolons or tabs; UTF-8, or UTF-16 with its mark; its first line names the
 * columns) as a stream: a file of any size needs the memory of a piece and of the SKUs. No value may hold the end of a line, so each
 * line is a row. Ends early at a header that can't be read.
 */
export async function* readCatalogueFile(source: TextSource): AsyncGenerator<CatalogueItem> {
  let format: Format | undefined;
  const seen = new Set<string>();
  for await (const lines of readLines(source, MAX_LINE_BYTES)) {
    for (const line of lines) {
      if (line.text.trim() === '') continue;
      if (format) yield readRow(format, line, seen);
      else {
        const read = readCatalogueHeader(line.text);
        if ('errors' in read) return void (yield { errors: read.errors });
        format = read;
      }
    }
  }
  if (!format) yield { errors: headerErrors() };
}

/** Of a file without a line. */
function headerErrors(): RowError[] {
  const read = readCatalogueHeader('');
  return 'errors' in read ? read.errors : [];
}

function readRow({ header, separator }: Format, line: Line, seen: Set<string>): CatalogueItem {
  if (line.fault === 'too-long') return syntaxError(line, `a row has at most ${MAX_LINE_BYTES} bytes`);
  const values = splitCsvLine(line.text, separator);
  if (!values) return syntaxError(line, 'the quotes of the row do not fit');
  const parsed = parseCatalogueRow(header, values, line.number);
  if ('errors' in parsed) return parsed;
  const { sku } = parsed.row;
  if (seen.has(sku)) {
    const message = `sku ${sku} is in the file twice`;
    return { errors: [{ line: line.number, field: 'sku', code: 'SKU_REPEATED', message }] };
  }
  seen.add(sku);
  return { ...parsed, line: line.number };
}

function syntaxError({ number: line }: Line, message: string): CatalogueItem {
  return { errors: [{ line, field: null, code: 'CSV_SYNTAX', message }] };
}
