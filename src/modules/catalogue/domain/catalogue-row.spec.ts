import { parseCatalogueRow, readCatalogueHeader } from './catalogue-row';

const HEADER = ['sku', 'name', 'category', 'price_minor', 'currency', 'active'];
const GOOD = ['A-1', 'Mug', 'Home / Kitchen', '1250', 'USD', 'true'];

const codesOf = (values: string[]) => {
  const parsed = parseCatalogueRow(HEADER, values, 2);
  return 'errors' in parsed ? parsed.errors.map(({ field, code }) => `${field}:${code}`) : [];
};
const withValue = (column: string, value: string) => GOOD.with(HEADER.indexOf(column), value);

test('reads a row in any order of columns', () => {
  const order = [5, 3, 1, 0, 4, 2];
  const parsed = parseCatalogueRow(
    order.map((at) => HEADER[at]!),
    order.map((at) => GOOD[at]!),
    2,
  );
  expect(parsed).toEqual({
    row: {
      sku: 'A-1',
      name: 'Mug',
      categoryPath: ['Home', 'Kitchen'],
      priceMinor: 1250,
      currency: 'USD',
      active: true,
    },
  });
});

test.each([
  ['sku', '', 'sku:SKU'],
  ['sku', 'x'.repeat(65), 'sku:SKU'],
  ['sku', 'a\u0000b', 'sku:SKU'],
  ['name', '', 'name:NAME'],
  ['name', 'x'.repeat(201), 'name:NAME'],
  ['category', '', 'category:CATEGORY'],
  ['category', 'Home//Kitchen', 'category:CATEGORY'],
  ['category', 'a/b/c/d/e/f/g/h/i', 'category:CATEGORY'],
  ['price_minor', '12.50', 'price_minor:PRICE_MINOR'],
  ['price_minor', '-1', 'price_minor:PRICE_MINOR'],
  ['price_minor', '1e3', 'price_minor:PRICE_MINOR'],
  ['price_minor', '1000000000001', 'price_minor:PRICE_MINOR'],
  ['price_minor', '', 'price_minor:PRICE_MINOR'],
  ['currency', 'usd', 'currency:CURRENCY'],
  ['active', 'yes', 'active:ACTIVE'],
])('refuses %s = %j', (column, value, code) => {
  expect(codesOf(withValue(column, value))).toEqual([code]);
});

test.each([
  ['sku', '4.00638E+12', 'sku:ROUNDED_NUMBER'],
  ['sku', '4,00638E+12', 'sku:ROUNDED_NUMBER'],
  ['price_minor', '1.25E+06', 'price_minor:ROUNDED_NUMBER'],
  ['name', 'M\uFFFDller', 'name:NOT_UTF8'],
])('says what a spreadsheet has made of %s = %j', (column, value, code) => {
  expect(codesOf(withValue(column, value))).toEqual([code]);
});

test.each(['TRUE', 'FALSE'])('active may be written as %s', (value) => {
  expect(parseCatalogueRow(HEADER, withValue('active', value), 2)).toMatchObject({
    row: { active: value === 'TRUE' },
  });
});

test('names every field at fault, with the line', () => {
  expect(parseCatalogueRow(HEADER, ['', '', '', '', '', 'x'], 9)).toMatchObject({
    errors: HEADER.map((field) => ({ line: 9, field })),
  });
});

test('a row of another length is one error of the whole row', () => {
  expect(codesOf(['A-1'])).toEqual(['null:ROW_LENGTH']);
});

test('a header needs every column but active, knows no other, and names none twice', () => {
  expect(readCatalogueHeader('sku,name,category,price_minor,currency')).toMatchObject({ separator: ',' });
  const read = readCatalogueHeader('sku,sku,colour');
  expect('errors' in read && read.errors.map(({ field, code }) => `${field}:${code}`)).toEqual([
    'name:COLUMN_MISSING',
    'category:COLUMN_MISSING',
    'price_minor:COLUMN_MISSING',
    'currency:COLUMN_MISSING',
    'sku:COLUMN_REPEATED',
    'colour:COLUMN_UNKNOWN',
  ]);
});
