/** One product of a catalogue file, checked. */
export interface CatalogueRow {
  sku: string;
  name: string;
  /** Names from the root down. */
  categoryPath: readonly string[];
  priceMinor: number;
  currency: string;
  active: boolean;
}

/** What is wrong with a row. `field` is null when it is the row as a whole. */
export interface RowError {
  /** Line of the file, from 1; of a row over several lines the last one. */
  line: number;
  field: string | null;
  code: string;
  message: string;
}

/** The columns of a catalogue file, in any order; `active` may be left out and is then true. */
export const CATALOGUE_COLUMNS = ['sku', 'name', 'category', 'price_minor', 'currency', 'active'] as const;
const OPTIONAL_COLUMNS: readonly string[] = ['active'];

const MAX_SKU = 64;
const MAX_NAME = 200;
const MAX_CATEGORY_NAME = 120;
const MAX_CATEGORY_DEPTH = 8;
const MAX_CATEGORY_PATH = 400;
const MAX_PRICE_MINOR = 1_000_000_000_000;
export const PATH_SEPARATOR = ' / ';

/** @returns what is wrong with the file's first line */
export function checkHeader(header: readonly string[]): RowError[] {
  const errors: RowError[] = [];
  const at = (field: string, code: string, message: string) => errors.push({ line: 1, field, code, message });
  for (const column of CATALOGUE_COLUMNS) {
    if (!header.includes(column) && !OPTIONAL_COLUMNS.includes(column)) {
      at(column, 'COLUMN_MISSING', `the first line must name the column ${column}`);
    }
  }
  const known: readonly string[] = CATALOGUE_COLUMNS;
  for (const [index, column] of header.entries()) {
    if (!known.includes(column)) at(column, 'COLUMN_UNKNOWN', `${column} is not a column of a catalogue`);
    else if (header.indexOf(column) !== index) at(column, 'COLUMN_REPEATED', `${column} is named twice`);
  }
  return errors;
}

/** @param values as many as the header has names */
export function parseCatalogueRow(
  header: readonly string[],
  values: readonly string[],
  line: number,
): { row: CatalogueRow } | { errors: RowError[] } {
  if (values.length !== header.length) {
    const message = `the row has ${values.length} values, the first line names ${header.length} columns`;
    return { errors: [{ line, field: null, code: 'ROW_LENGTH', message }] };
  }
  const field = (name: string) => values[header.indexOf(name)] ?? '';
  const categoryPath = field('category')
    .split('/')
    .map((part) => part.trim());
  const row: CatalogueRow = {
    sku: field('sku'),
    name: field('name'),
    categoryPath,
    priceMinor: Number(field('price_minor')),
    currency: field('currency'),
    active: field('active') !== 'false',
  };
  const errors = CHECKS.filter(({ holds }) => !holds(row, field)).map(({ field: name, code, message }) => ({
    line,
    field: name,
    code,
    message,
  }));
  return errors.length > 0 ? { errors } : { row };
}

interface Check {
  field: (typeof CATALOGUE_COLUMNS)[number];
  code: string;
  message: string;
  holds(row: CatalogueRow, field: (name: string) => string): boolean;
}

const CHECKS: readonly Check[] = [
  {
    field: 'sku',
    code: 'SKU',
    message: `sku must be 1 to ${MAX_SKU} visible characters`,
    holds: ({ sku }) => sku !== '' && sku.length <= MAX_SKU && !hasControl(sku),
  },
  {
    field: 'name',
    code: 'NAME',
    message: `name must be 1 to ${MAX_NAME} characters`,
    holds: ({ name }) => name !== '' && name.length <= MAX_NAME && !hasControl(name),
  },
  {
    field: 'category',
    code: 'CATEGORY',
    message: `category must be 1 to ${MAX_CATEGORY_DEPTH} names, separated by "/", each of at most ${MAX_CATEGORY_NAME} characters`,
    holds: ({ categoryPath }) =>
      categoryPath.length <= MAX_CATEGORY_DEPTH &&
      categoryPath.join(PATH_SEPARATOR).length <= MAX_CATEGORY_PATH &&
      categoryPath.every((part) => part !== '' && part.length <= MAX_CATEGORY_NAME && !hasControl(part)),
  },
  {
    field: 'price_minor',
    code: 'PRICE_MINOR',
    message: `price_minor must be a whole number of minor units from 0 to ${MAX_PRICE_MINOR}`,
    holds: ({ priceMinor }, field) =>
      /^\d{1,13}$/.test(field('price_minor')) && priceMinor <= MAX_PRICE_MINOR,
  },
  {
    field: 'currency',
    code: 'CURRENCY',
    message: 'currency must be a code of three capital letters, such as USD',
    holds: ({ currency }) => /^[A-Z]{3}$/.test(currency),
  },
  {
    field: 'active',
    code: 'ACTIVE',
    message: 'active must be true or false',
    holds: (_row, field) => ['', 'true', 'false'].includes(field('active')),
  },
];

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
