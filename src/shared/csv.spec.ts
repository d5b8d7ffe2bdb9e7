import { isRoundedNumber, looksLikeFormula, readCsvHeader, readFlag, splitCsvLine, toCsvLine } from './csv';

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

const columns = { of: 'a test', required: ['a', 'b'], optional: ['c'] };

test('a header must name what is required, nothing unknown, and nothing twice', () => {
  const codes = (line: string) => {
    const read = readCsvHeader(line, columns);
    return 'errors' in read ? read.errors.map(({ field, code }) => `${field}:${code}`) : [];
  };
  expect(codes('b,c,a')).toEqual([]);
  expect(codes('a,x,a')).toEqual(['b:COLUMN_MISSING', 'x:COLUMN_UNKNOWN', 'a:COLUMN_REPEATED']);
  expect(codes('a')).toEqual(['b:COLUMN_MISSING']);
  expect(codes('')).toEqual(['a:COLUMN_MISSING', 'b:COLUMN_MISSING']);
});

test.each([
  ['a,b,c', ','],
  ['a;b', ';'],
  ['"a"\t "b"\tc', '\t'],
  ['a; "b"', ';'],
])('the first line %j shows what separates values', (line, separator) => {
  expect(readCsvHeader(line, columns)).toMatchObject({ separator });
});

test.each(['a|b', 'a;b,c', 'x', 'x;y,z'])('of %s that can not be told, and is said', (line) => {
  const read = readCsvHeader(line, columns);
  expect('errors' in read && read.errors[0]).toMatchObject({
    line: 1,
    field: null,
    code: 'SEPARATOR_UNKNOWN',
  });
});

test.each([
  ['a;"b;c";d', ';', ['a', 'b;c', 'd']],
  ['a\t\t"b\tc"\t', '\t', ['a', '', 'b\tc', '']],
  ['a,b;c', ';', ['a,b', 'c']],
  [' "a" \t b ', '\t', ['a', 'b']],
] as const)('splits %j by %j', (line, separator, values) => {
  expect(splitCsvLine(line, separator)).toEqual(values);
});

test('flags are read in capital letters too, and nothing else is one', () => {
  expect(['true', 'TRUE', 'False', '', '1', 'yes', 'WAHR'].map(readFlag)).toEqual([
    true,
    true,
    false,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a number that a spreadsheet has rounded is known by its exponent', () => {
  expect(['4.4E+11', '4,36641E+12', '1e+05', '-1E+15'].every(isRoundedNumber)).toBe(true);
  expect(['4.4E11', '1E5', 'E+11', '+436641234567', '44E+11', 'x4E+11', '4.E+11'].some(isRoundedNumber)).toBe(
    false,
  );
});
