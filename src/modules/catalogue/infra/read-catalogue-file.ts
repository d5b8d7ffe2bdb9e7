import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { peekFirstLine, type TextSource, toUtf8 } from '../../../platform/csv';
import type { RowError } from '../../../shared/csv';
import { type CatalogueRow, parseCatalogueRow, readCatalogueHeader } from '../domain/catalogue-row';

/** What one line of a file turned out to be. */
export type CatalogueItem = { row: CatalogueRow; line: number } | { errors: RowError[] };

const MAX_RECORD_BYTES = 10_000;

interface Record {
  record: string[];
  info: { lines: number };
}

/**
 * Reads a catalogue file (CSV as in RFC 4180, or with semicolons or tabs; UTF-8, or UTF-16 with its mark; its first line names
 * the columns) as a stream: a file of any size needs the memory of a row and of the SKUs. Ends early at a header or a quoting
 * that can't be read.
 */
export async function* readCatalogueFile(source: TextSource): AsyncGenerator<CatalogueItem> {
  const { line, all } = await peekFirstLine(toUtf8(source), MAX_RECORD_BYTES);
  const format = readCatalogueHeader(line);
  if ('errors' in format) {
    await all.return(undefined);
    return void (yield { errors: format.errors });
  }
  const { header } = format;
  const parser = parse({
    delimiter: format.separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  Readable.from(all)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  let isHeader = true;
  const seen = new Set<string>();
  try {
    for await (const { record, info } of parser as AsyncIterable<Record>) {
      if (isHeader) isHeader = false;
      else yield checkedRow(header, record, info.lines, seen);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { errors: [toSyntaxError(error)] };
    return;
  }
}

function checkedRow(header: string[], record: string[], line: number, seen: Set<string>): CatalogueItem {
  const parsed = parseCatalogueRow(header, record, line);
  if ('errors' in parsed) return parsed;
  const { sku } = parsed.row;
  if (seen.has(sku)) {
    return {
      errors: [{ line, field: 'sku', code: 'SKU_REPEATED', message: `sku ${sku} is in the file twice` }],
    };
  }
  seen.add(sku);
  return { ...parsed, line };
}

function toSyntaxError(error: CsvError): RowError {
  const { lines } = error as { lines?: number };
  return {
    line: lines ?? 1,
    field: null,
    code: 'CSV_SYNTAX',
    message: `the file is not CSV here: ${error.code}`,
  };
}
