import { Readable } from 'node:stream';
import { ImportCatalogue } from '../../../src/modules/catalogue';
import { startApi, type TestApi } from '../../support/api';
import { merchantToken, platformToken, userToken } from '../../support/tokens';

let api: TestApi;
let merchant = 100;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(() => {
  merchant += 1;
});
afterAll(() => api.stop());

const HEADER = 'sku,name,category,price_minor,currency,active';
const importCsv = (csv: string, token = merchantToken(merchant), query = '') =>
  api.call('POST', `/v1/catalogue/imports${query}`, {
    token,
    body: csv,
    headers: { 'content-type': 'text/csv' },
  });
const products = async (query: string) =>
  (await api.call('GET', `/v1/products?${query}`, { token: userToken(1) })).body;
const count = async () =>
  (
    await api.database.row<{ n: string }>('SELECT COUNT(*) AS n FROM product WHERE merchant_id = ?', [
      merchant,
    ])
  )?.n;

test('imports products with their categories; importing again overwrites by SKU', async () => {
  const first = await importCsv(
    `\uFEFF${HEADER}\r\nA,"Mug, blue",Home / Kitchen,1250,USD,true\r\nB,Pen,Office,150,USD,\r\n\r\n`,
  );
  expect(first).toMatchObject({ status: 200, body: { created: 2, updated: 0 } });
  const second = await importCsv(
    `price_minor,currency,name,category,sku\n1300,USD,Mug,Home / Kitchen / Mugs,A\n99,USD,New,Office,C\n`,
  );
  expect(second).toMatchObject({ status: 200, body: { created: 1, updated: 1 } });
  const { items } = await products(`merchantId=${merchant}`);
  expect(items.map(({ sku, name, price }: Record<string, unknown>) => ({ sku, name, price }))).toEqual([
    { sku: 'A', name: 'Mug', price: { amountMinor: 1_300, currency: 'USD' } },
    { sku: 'B', name: 'Pen', price: { amountMinor: 150, currency: 'USD' } },
    { sku: 'C', name: 'New', price: { amountMinor: 99, currency: 'USD' } },
  ]);
  const categories = await api.call('GET', `/v1/categories?merchantId=${merchant}`, { token: userToken(1) });
  const byPath = Object.fromEntries(
    categories.body.items.map((c: { path: string; categoryId: string; parentId: string | null }) => [
      c.path,
      c,
    ]),
  );
  expect(Object.keys(byPath)).toEqual(['Home', 'Home / Kitchen', 'Home / Kitchen / Mugs', 'Office']);
  expect(byPath['Home / Kitchen / Mugs'].parentId).toBe(byPath['Home / Kitchen'].categoryId);
  expect(byPath['Home / Kitchen'].parentId).toBe(byPath.Home.categoryId);
  expect(byPath.Home.parentId).toBeNull();
});

describe('files as spreadsheets write them', () => {
  /** A tab is no part of a name. */
  const within = (separator: string) => (separator === '\t' ? ',' : separator);
  const text = (separator: string, end: string) =>
    [
      ['sku', 'name', 'category', 'price_minor', 'currency', 'active'],
      ['4006381333931', 'Überraschung 😀', 'Home / Kitchen', '1250', 'EUR', 'TRUE'],
      ['B', `"Mug${within(separator)} blue"`, 'Office', '150', 'EUR', 'FALSE'],
    ]
      .map((values) => values.join(separator) + end)
      .join('');
  const utf16 = (bytes: Buffer, isBigEndian: boolean) => (isBigEndian ? bytes.swap16() : bytes);
  const file = (csv: Buffer | string) =>
    api.call('POST', '/v1/catalogue/imports', {
      token: merchantToken(merchant),
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });

  test.each([
    ['semicolons and a mark of UTF-8', ';', '\r\n', (csv: string) => Buffer.from(`\uFEFF${csv}`)],
    ['tabs', '\t', '\n', (csv: string) => Buffer.from(csv)],
    ['CR alone', ',', '\r', (csv: string) => Buffer.from(csv)],
    ['UTF-16 with tabs', '\t', '\r\n', (csv: string) => utf16(Buffer.from(`\uFEFF${csv}`, 'utf16le'), false)],
    ['UTF-16, big-endian', ';', '\r\n', (csv: string) => utf16(Buffer.from(`\uFEFF${csv}`, 'utf16le'), true)],
  ])('%s', async (_what, separator, end, encode) => {
    expect(await file(encode(text(separator, end)))).toMatchObject({ status: 200, body: { created: 2 } });
    const rows = await api.database.rows(
      'SELECT sku, name, active FROM product WHERE merchant_id = ? ORDER BY sku',
      [merchant],
    );
    expect(rows).toEqual([
      { sku: '4006381333931', name: 'Überraschung 😀', active: 1 },
      { sku: 'B', name: `Mug${within(separator)} blue`, active: 0 },
    ]);
  });

  test('lines may end differently in one file', async () => {
    const csv = `${HEADER}\r\nA,Mug,Home,1,EUR,\nB,Pen,Home,2,EUR,\r\rC,Cup,Home,3,EUR,`;
    expect(await file(csv)).toMatchObject({ status: 200, body: { created: 3 } });
  });

  test.each([
    ['a separator that can not be told', 'sku|name\nA|x\n', [1, null, 'SEPARATOR_UNKNOWN']],
    ['a number that was rounded', `${HEADER}\n4.00638E+12,Mug,Home,1,EUR,\n`, [2, 'sku', 'ROUNDED_NUMBER']],
    [
      'a name in another encoding',
      Buffer.from(`${HEADER}\nA,M\u00fcsli,Home,1,EUR,\n`, 'latin1'),
      [2, 'name', 'NOT_UTF8'],
    ],
  ] as const)('%s is said', async (_what, csv, error) => {
    const reply = await file(csv);
    expect(reply).toMatchObject({ status: 422, body: { code: 'CATALOGUE_ROWS_INVALID' } });
    const { line, field, code } = reply.body.rowErrors[0];
    expect([line, field, code]).toEqual(error);
    expect(await count()).toBe('0');
  });
});

test('a file with invalid rows changes nothing and names line, field and code of each', async () => {
  const reply = await importCsv(
    `${HEADER}\nA,Mug,Home,1250,USD,true\nB,,Home,12.5,USD,true\nA,Again,Home,1,USD,\nC,x\n`,
  );
  expect(reply).toMatchObject({ status: 422, body: { code: 'CATALOGUE_ROWS_INVALID', rowErrorCount: 4 } });
  expect(
    reply.body.rowErrors.map(({ line, field, code }: Record<string, unknown>) => [line, field, code]),
  ).toEqual([
    [3, 'name', 'NAME'],
    [3, 'price_minor', 'PRICE_MINOR'],
    [4, 'sku', 'SKU_REPEATED'],
    [5, null, 'ROW_LENGTH'],
  ]);
  expect(await count()).toBe('0');
  expect(
    (await api.call('GET', `/v1/categories?merchantId=${merchant}`, { token: userToken(1) })).body.items,
  ).toEqual([]);
});

test('at most 100 row errors are listed, all are counted', async () => {
  const rows = Array.from({ length: 150 }, (_, at) => `S${at},x,Home,-1,USD,`);
  const { body } = await importCsv(`${HEADER}\n${rows.join('\n')}\n`);
  expect(body).toMatchObject({ code: 'CATALOGUE_ROWS_INVALID', rowErrorCount: 150 });
  expect(body.rowErrors).toHaveLength(100);
});

test.each([
  ['an empty file', '', 'COLUMN_MISSING'],
  ['a header without a column', 'sku,name\nA,x\n', 'COLUMN_MISSING'],
  ['an unknown column', `${HEADER},colour\n`, 'COLUMN_UNKNOWN'],
  ['a quote that never ends', `${HEADER}\nA,"Mug,Home,1,USD,\n`, 'CSV_SYNTAX'],
  ['a row of a megabyte', `${HEADER}\nA,${'x'.repeat(1_000_000)},Home,1,USD,\n`, 'CSV_SYNTAX'],
])('refuses %s', async (_title, csv, code) => {
  const { status, body } = await importCsv(csv);
  expect(status).toBe(422);
  expect(body.rowErrors.map((error: { code: string }) => error.code)).toContain(code);
  expect(await count()).toBe('0');
});

test('refuses more rows than one request may have, and more bytes', async () => {
  const many = Array.from({ length: 20_001 }, (_, at) => `S${at},x,Home,1,USD,`).join('\n');
  expect((await importCsv(`${HEADER}\n${many}\n`)).body.rowErrors).toMatchObject([{ code: 'TOO_MANY_ROWS' }]);
  const wide = Array.from({ length: 2_200 }, (_, at) => `S${at},${'x'.repeat(8_000)},Home,1,USD,`).join('\n');
  expect(await importCsv(`${HEADER}\n${wide}\n`)).toMatchObject({
    status: 413,
    body: { code: 'PAYLOAD_TOO_LARGE' },
  });
  expect(await count()).toBe('0');
});

test('a body that is not CSV is refused as such', async () => {
  const reply = await api.call('POST', '/v1/catalogue/imports', {
    token: merchantToken(merchant),
    body: { sku: 'A' },
  });
  expect(reply).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
});

test('a merchant imports its own catalogue only; the platform names the merchant; users may not', async () => {
  const csv = `${HEADER}\nA,Mug,Home,1250,USD,true\n`;
  expect((await importCsv(csv, merchantToken(merchant), `?merchantId=${merchant + 50}`)).body.code).toBe(
    'FORBIDDEN',
  );
  expect((await importCsv(csv, platformToken())).body.code).toBe('VALIDATION_FAILED');
  expect((await importCsv(csv, userToken(1))).body.code).toBe('FORBIDDEN');
  expect((await importCsv(csv, platformToken(), `?merchantId=${merchant}`)).status).toBe(200);
  const audit = await api.database.row(
    "SELECT actor, details FROM audit_log WHERE action = 'catalogue.import' AND subject_id = ?",
    [merchant],
  );
  expect(audit).toMatchObject({ actor: 'platform:ops' });
});

test('a product that is not sold any more exists only for its merchant and the platform', async () => {
  await importCsv(`${HEADER}\nA,Mug,Home,1250,USD,false\n`);
  const row = await api.database.row<{ product_id: string }>(
    'SELECT product_id FROM product WHERE merchant_id = ?',
    [merchant],
  );
  const get = (token: string) => api.call('GET', `/v1/products/${row?.product_id}`, { token });
  expect((await get(userToken(1))).status).toBe(404);
  expect((await get(merchantToken(merchant + 50))).status).toBe(404);
  expect((await get(merchantToken(merchant))).body).toMatchObject({ sku: 'A', active: false });
  expect((await get(platformToken())).status).toBe(200);
  expect((await products(`merchantId=${merchant}`)).items).toEqual([]);
});

test('products are listed page by page, by merchant and category', async () => {
  const rows = Array.from({ length: 7 }, (_, at) => `S${at},x,${at % 2 ? 'Odd' : 'Even'},1,USD,`);
  await importCsv(`${HEADER}\n${rows.join('\n')}\n`);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await products(`merchantId=${merchant}&limit=3${cursor ? `&cursor=${cursor}` : ''}`);
    seen.push(...page.items.map(({ sku }: { sku: string }) => sku));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['S0', 'S1', 'S2', 'S3', 'S4', 'S5', 'S6']);
  const odd = await api.database.row<{ category_id: string }>(
    "SELECT category_id FROM category WHERE merchant_id = ? AND path = 'Odd'",
    [merchant],
  );
  const filtered = await products(`categoryId=${odd?.category_id}`);
  expect(filtered.items.map(({ sku }: { sku: string }) => sku)).toEqual(['S1', 'S3', 'S5']);
});

test('ten imports of the same file at once end as one', async () => {
  const rows = Array.from({ length: 300 }, (_, at) => `S${at},x,Home / C${at % 20},${at},USD,`);
  const csv = `${HEADER}\n${rows.join('\n')}\n`;
  const replies = await Promise.all(Array.from({ length: 10 }, () => importCsv(csv)));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await count()).toBe('300');
  const categories = await api.database.row('SELECT COUNT(*) AS n FROM category WHERE merchant_id = ?', [
    merchant,
  ]);
  expect(categories).toEqual({ n: '21' });
});

test('a file of any size is imported in transactions of its own, after every row was checked', async () => {
  const importCatalogue = api.app.get(ImportCatalogue);
  const actor = { role: 'platform', id: 'test' } as const;
  const lines = function* (last: string) {
    yield `${HEADER}\n`;
    for (let at = 0; at < 1_200; at++) yield `S${at},x,Home,${at},USD,\n`;
    yield last;
  };
  const bad = importCatalogue.executeFile(actor, String(merchant), () =>
    Readable.from(lines('T,x,Home,none,USD,\n')),
  );
  await expect(bad).rejects.toMatchObject({ code: 'CATALOGUE_ROWS_INVALID' });
  expect(await count()).toBe('0');
  const good = await importCatalogue.executeFile(actor, String(merchant), () => Readable.from(lines('')));
  expect(good).toEqual({ created: 1_200, updated: 0 });
  expect(await count()).toBe('1200');
});
