import { checkCsvHeader, looksLikeFormula, splitCsvLine, toCsvLine } from './csv';

test.each([
  ['a,b,c', ['a', 'b', 'c']],
  ['', ['']],
  [',', ['', '']],
  [' a , b ', ['a', 'b']],
  ['"a","b"', ['a', 'b']],
  ['"a,b",c', ['a,b', 'c']],
  ['"say ""hi""",x', ['say "hi"', 'x']],
  [' "a" ,b', ['a', 'b']],
  ['"",""', ['', '']],
  ['a,"b"', ['a', 'b']],
  ['"a",', ['a', '']],
])('splits %s', (line, values) => {
  expect(splitCsvLine(line)).toEqual(values);
});

test.each(['"a', 'a"b', '"a"b', '"a" b,c', 'a,"b', '"a"",b', '"'])(
  'finds that the quotes do not fit: %s',
  (line) => {
    expect(splitCsvLine(line)).toBeUndefined();
  },
);

test('a line of quotes takes no longer than its length', () => {
  const startedAt = performance.now();
  splitCsvLine(`"${'""'.repeat(4_000)}x`);
  splitCsvLine(`${' '.repeat(8_000)}"`);
  expect(performance.now() - startedAt).toBeLessThan(500);
});

test('what is written is read again, and is no formula for a spreadsheet', () => {
  expect(toCsvLine(['a', 'say "hi"', '=1+1', '+43', '-1', '@x', '\tx'])).toBe(
    `"a","say ""hi""","'=1+1","'+43","'-1","'@x","'\tx"\r\n`,
  );
  expect(splitCsvLine(toCsvLine(['a,"b"', 'c']).trimEnd())).toEqual(['a,"b"', 'c']);
  expect(['=x', '+x', '-x', '@x', '\tx', '\rx', 'x=', ''].map(looksLikeFormula)).toEqual([
    true,
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a header must name what is required, nothing unknown, and nothing twice', () => {
  const columns = { of: 'a test', required: ['a', 'b'], optional: ['c'] };
  const codes = (header: string[]) =>
    checkCsvHeader(header, columns).map(({ field, code }) => `${field}:${code}`);
  expect(codes(['b', 'c', 'a'])).toEqual([]);
  expect(codes(['a', 'x', 'a'])).toEqual(['b:COLUMN_MISSING', 'x:COLUMN_UNKNOWN', 'a:COLUMN_REPEATED']);
});
