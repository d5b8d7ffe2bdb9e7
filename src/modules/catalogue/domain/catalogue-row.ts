import {
  checkRowLength,
  isRoundedNumber,
  type RowError,
  readCsvHeader,
  readFlag,
  roundedNumber,
} from '../../../shared/csv';

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

/** `active` may be left out and is then true. */
const REQUIRED = ['sku', 'name', 'category', 'price_minor', 'currency'] as const;
const OPTIONAL = ['active'] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

const MAX_SKU = 64;
const MAX_NAME = 200;
const MAX_CATEGORY_NAME = 120;
const MAX_CATEGORY_DEPTH = 8;
const MAX_CATEGORY_PATH = 400;
const MAX_PRICE_MINOR = 1_000_000_000_000;
export const PATH_SEPARATOR = ' / ';

/** Columns of numbers, as spreadsheets see them: of a long sku they keep the first digits only. */
const NUMBERS = ['sku', 'price_minor'] as const;

/** Reads the file's first line. */
export function readCatalogueHeader(line: string): ReturnType<typeof readCsvHeader> {
  return readCsvHeader(line, { of: 'a catalogue', required: REQUIRED, optional: OPTIONAL });
}

/** @param values as many as the header has names */
export function parseCatalogueRow(
  header: readonly string[],
  values: readonly string[],
  line: number,
): { row: CatalogueRow } | { errors: RowError[] } {
  const wrongLength = checkRowLength(header, values, line);
  if (wrongLength) return { errors: [wrongLength] };
  const field = (name: string) => values[header.indexOf(name)] ?? '';
  const spoilt = spoiltValues(field, line);
  if (spoilt.length > 0) return { errors: spoilt };
  const categoryPath = field('category')
    .split('/')
    .map((part) => part.trim());
  const row: CatalogueRow = {
    sku: field('sku'),
    name: field('name'),
    categoryPath,
    priceMinor: Number(field('price_minor')),
    currency: field('currency'),
    active: readFlag(field('active')) ?? true,
  };
  const errors = CHECKS.filter(({ holds }) => !holds(row, field)).map(({ field: name, code, message }) => ({
    line,
    field: name,
    code,
    message,
  }));
  return errors.length > 0 ? { errors } : { row };
}

/** What a spreadsheet, or another encoding, has made of values on the way: nothing else about them is worth saying. */
function spoiltValues(field: (name: string) => string, line: number): RowError[] {
  const garbled = [...REQUIRED, ...OPTIONAL].filter((name) => field(name).includes('\uFFFD'));
  return [
    ...garbled.map((name) => ({
      line,
      field: name,
      code: 'NOT_UTF8',
      message: `${name} is not UTF-8; save the file as CSV in UTF-8`,
    })),
    ...NUMBERS.filter((name) => isRoundedNumber(field(name))).map((name) => ({
      line,
      field: name,
      ...roundedNumber(name),
    })),
  ];
}

interface Check {
  field: Column;
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
    holds: (_row, field) => field('active') === '' || readFlag(field('active')) !== undefined,
  },
];

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
