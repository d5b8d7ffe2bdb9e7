import { type Chunk, openImportFile } from '../../infra/read-import-file';
import { checkLines } from './check-import-lines';

const NOW = new Date('2026-11-24T09:00:00Z');
const FORMAT = { header: ['user_id', 'email', 'locale', 'tags'], separator: ',' } as const;
const LINE_BYTES = 8_192;

async function chunksOf(lines: readonly string[]): Promise<Chunk[]> {
  const file = await openImportFile([`${FORMAT.header.join()}\n`, ...lines.map((line) => `${line}\n`)]);
  const chunks: Chunk[] = [];
  for await (const chunk of file.chunks) chunks.push(chunk);
  return chunks;
}

test.each([
  ['short rows', (id: number) => `${id},"a@example.com","de-AT","${'vip;'.repeat(12)}new"`],
  ['values that are too long', (id: number) => `${id},${'x'.repeat(4_000)},${'y'.repeat(4_000)},`],
  ['codes', (id: number) => `${id},,,"${'a;'.repeat(4_000)}"`],
  ['quotes', (id: number) => `${id},,,"${'""'.repeat(4_000)}"`],
  ['separators', () => ','.repeat(LINE_BYTES)],
])('checking a chunk of %s holds the event loop for less than 50 ms', async (_what, lineOf) => {
  const lines = Array.from({ length: 1_000 }, (_, at) => lineOf(at + 1).slice(0, LINE_BYTES));
  const [chunk] = (await chunksOf(lines)) as [Chunk];
  const times = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    checkLines(FORMAT, chunk.lines, NOW);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  // The least of several tries: neighbours and the collector only make it longer.
  expect(Math.min(...times)).toBeLessThan(50);
});

test('chunks hold every line once, as many as the length of lines allows, however the file arrives', async () => {
  const short = Array.from({ length: 2_500 }, (_, at) => `${at + 1},,,`);
  expect((await chunksOf(short)).map(({ lines }) => lines.length)).toEqual([1_000, 1_000, 500]);
  const long = Array.from({ length: 100 }, (_, at) => `${at + 1},${'x'.repeat(8_000)},,`);
  const chunks = await chunksOf(long);
  expect(chunks.map(({ lines }) => lines.length)).toEqual([33, 33, 33, 1]);
  expect(chunks.flatMap(({ lines }) => lines.map(({ text }) => text))).toEqual(long);
  expect(chunks.at(-1)!.committedLines).toBe(100);

  const whole = await openImportFile([`${FORMAT.header.join()}\n${long.join('\n')}\n`]);
  const digests: string[] = [];
  for await (const { digest } of whole.chunks) digests.push(digest);
  expect(digests).toEqual(chunks.map(({ digest }) => digest));
});
