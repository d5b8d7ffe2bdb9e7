import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { RowError } from '../../../shared/csv';
import { type CatalogueRow, checkHeader, parseCatalogueRow } from '../domain/catalogue-row';

export type CatalogueSource = Readable | AsyncIterable<string | Buffer> | Iterable<string | Buffer>;

/** What one line of a file turned out to be. */
export type CatalogueItem = { row: CatalogueRow; line: number } | { errors: RowError[] };

const MAX_RECORD_BYTES = 10_000;

interface Record {
  record: string[];
  info: { lines: number };
}

/**
 * Reads a catalogue file (CSV, RFC 4180, UTF-8, first line names the columns) as a stream: a file of any size needs the
 * memory of a row and of the SKUs. Ends early at a header or a quoting that can't be read.
 */
export async function* readCatalogueFile(source: CatalogueSource): AsyncGenerator<CatalogueItem> {
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  Readable.from(source)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  let header: string[] | undefined;
  const seen = new Set<string>();
  try {
    for await (const { record, info } of parser as AsyncIterable<Record>) {
      if (header) {
        yield checkedRow(header, record, info.lines, seen);
        continue;
      }
      header = record;
      const errors = checkHeader(header);
      if (errors.length > 0) return void (yield { errors });
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { errors: [toSyntaxError(error)] };
    return;
  }
  if (!header) yield { errors: checkHeader([]) };
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
