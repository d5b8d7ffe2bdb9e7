import { type Line, readLines } from './read-lines';

async function linesOf(chunks: (string | Buffer)[], maxLineBytes = 100): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const group of readLines(chunks, maxLineBytes)) lines.push(...group);
  return lines;
}

test('LF and CRLF end lines, the last one needs neither, and a BOM is no part of the first', async () => {
  expect(await linesOf(['\uFEFFa,b\r\nc\n\nlast'])).toEqual([
    { number: 1, text: 'a,b' },
    { number: 2, text: 'c' },
    { number: 3, text: '' },
    { number: 4, text: 'last' },
  ]);
  expect(await linesOf(['a\n'])).toEqual([{ number: 1, text: 'a' }]);
  expect(await linesOf([])).toEqual([]);
});

test('CR alone ends lines as well, wherever chunks end', async () => {
  const bytes = Buffer.from('a,b\rc\r\r\nd\r\ne\nf\r');
  for (let at = 0; at <= bytes.length; at++) {
    expect((await linesOf([bytes.subarray(0, at), bytes.subarray(at)])).map(({ text }) => text)).toEqual([
      'a,b',
      'c',
      '',
      'd',
      'e',
      'f',
    ]);
  }
  const long = await linesOf([`${'x'.repeat(150)}\r`, '\nnext\r', 'last']);
  expect(long.map(({ text, fault }) => [text.length, fault])).toEqual([
    [100, 'too-long'],
    [4, undefined],
    [4, undefined],
  ]);
});

const utf16 = (text: string, isBigEndian: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};

test.each([['little-endian', false] as const, ['big-endian', true] as const])(
  'UTF-16 with its mark, %s, is read as text, wherever chunks end',
  async (_order, isBigEndian) => {
    const bytes = utf16('äöü,€\r\n文字,😀😀\rx', isBigEndian);
    const copy = Buffer.from(bytes);
    for (let at = 0; at <= bytes.length; at++) {
      for (const to of [at, Math.min(at + 1, bytes.length), Math.min(at + 3, bytes.length)]) {
        const chunks = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
        expect(await linesOf(chunks)).toEqual([
          { number: 1, text: 'äöü,€' },
          { number: 2, text: '文字,😀😀' },
          { number: 3, text: 'x' },
        ]);
      }
    }
    expect(bytes).toEqual(copy);
  },
);

test('what is no UTF-16 is said of its own line', async () => {
  const bytes = utf16('good\na\uD83Db\nc\uDE00\ngood\nend\uD83D', false);
  const faults = (lines: Line[]) => lines.map(({ fault }) => fault);
  expect(faults(await linesOf([bytes]))).toEqual([undefined, 'not-utf8', 'not-utf8', undefined, 'not-utf8']);
  expect(faults(await linesOf([utf16('a\nb', true).subarray(0, 7)]))).toEqual([undefined, 'not-utf8']);
});

test('a mark alone, or a part of one, is a file without lines or with that', async () => {
  expect(await linesOf([Buffer.from([0xff, 0xfe])])).toEqual([]);
  expect(await linesOf([Buffer.from([0xef, 0xbb, 0xbf])])).toEqual([]);
  expect(await linesOf([Buffer.from([0xef]), Buffer.from([0xbb])])).toMatchObject([{ fault: 'not-utf8' }]);
});

test('chunks may end anywhere, within a line or within a character', async () => {
  const bytes = Buffer.from('äöü,€\nзд,😀\r\nx');
  for (let at = 0; at <= bytes.length; at++) {
    expect(await linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual([
      { number: 1, text: 'äöü,€' },
      { number: 2, text: 'зд,😀' },
      { number: 3, text: 'x' },
    ]);
  }
});

test('what is not UTF-8 is said of its own line', async () => {
  const bad = Buffer.concat([Buffer.from('good\nb'), Buffer.from([0xff, 0xc3]), Buffer.from('d\nügood\n')]);
  expect(await linesOf([bad])).toEqual([
    { number: 1, text: 'good' },
    { number: 2, text: 'b\uFFFD\uFFFDd', fault: 'not-utf8' },
    { number: 3, text: 'ügood' },
  ]);
});

test('a line that is too long is cut, however many chunks it has, and the next one is whole', async () => {
  const chunks = [
    'x'.repeat(60),
    ...Array.from({ length: 50 }, () => 'y'.repeat(60)),
    '\nnext\n',
    'z'.repeat(101),
  ];
  expect(await linesOf(chunks)).toEqual([
    { number: 1, text: 'x'.repeat(60) + 'y'.repeat(40), fault: 'too-long' },
    { number: 2, text: 'next' },
    { number: 3, text: 'z'.repeat(100), fault: 'too-long' },
  ]);
});
