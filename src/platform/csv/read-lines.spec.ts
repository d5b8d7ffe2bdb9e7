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
