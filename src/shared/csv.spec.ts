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

test.each([
  ['quotes in a value that ends too late', `"${'""'.repeat(500_000)}x`],
  ['blanks before a quote', `a,${' '.repeat(1_000_000)}x"`],
  ['blanks behind a value', `"a"${' '.repeat(1_000_000)}x`],
  ['empty values', `${','.repeat(1_000_000)}"`],
  ['empty quotes', `${'"",'.repeat(300_000)}"`],
])('a megabyte of %s takes no longer than its length', (_what, line) => {
  // Four quarters of it are as much work as the whole: a reader that looks back takes a quarter of the time for them.
  const quarter = line.slice(0, line.length / 4);
  const whole = cpuMs(() => splitCsvLine(line));
  const quarters = cpuMs(() => {
    for (let i = 0; i < 4; i++) splitCsvLine(quarter);
  });
  expect(whole).toBeLessThan(Math.max(100, 3 * quarters));
});

/** The least CPU time of several tries: neighbours and the collector only make it longer. */
function cpuMs(work: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

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
