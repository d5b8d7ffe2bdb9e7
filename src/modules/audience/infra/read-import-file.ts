import { createHash } from 'node:crypto';
import { type Line, readLines, type TextSource } from '../../../platform/csv';

/**
 * Lines of one transaction at most, and characters after which it takes no further line: checking a chunk holds the event loop.
 * Both are part of what a digest means: a change of them keeps open imports from being resumed.
 */
const CHUNK_LINES = 1_000;
const CHUNK_CHARACTERS = 256 * 1024;
const MAX_LINE_BYTES = 8_192;

export interface Chunk {
  lines: Line[];
  /** Lines after the first one of the file, up to and including this chunk. */
  committedLines: number;
  /** Of everything up to here. */
  digest: string;
}

export interface ImportFile {
  header: Line | undefined;
  /** Of the first line. */
  digest: string;
  chunks: AsyncGenerator<Chunk>;
  /** Lets go of the source, read to its end or not. */
  close(): Promise<unknown>;
}

/** Opens a file: its first line, and the rest in chunks. */
export async function openImportFile(source: TextSource): Promise<ImportFile> {
  const groups = readLines(source, MAX_LINE_BYTES);
  const first = await groups.next();
  const [header, ...rest] = first.done ? [] : first.value;
  const digest = chain('', header ? [header] : []);
  return { header, digest, chunks: inChunks(rest, groups, digest), close: () => groups.return(undefined) };
}

async function* inChunks(
  first: Line[],
  groups: AsyncGenerator<Line[]>,
  headerDigest: string,
): AsyncGenerator<Chunk> {
  let digest = headerDigest;
  let committedLines = 0;
  const next = (lines: Line[]): Chunk => {
    digest = chain(digest, lines);
    committedLines += lines.length;
    return { lines, committedLines, digest };
  };
  let waiting = first;
  for (let isOpen = true; isOpen || waiting.length > 0; ) {
    // What is complete goes on before more is read: should reading fail, it counts.
    for (let end = endOfChunk(waiting, isOpen); end > 0; end = endOfChunk(waiting, isOpen)) {
      yield next(waiting.slice(0, end));
      waiting = waiting.slice(end);
    }
    const group = isOpen ? await groups.next() : undefined;
    if (group?.done) isOpen = false;
    else if (group) waiting = waiting.concat(group.value);
  }
}

/** @returns how many of the lines are the next chunk; 0: it may get more of them, or there are none */
function endOfChunk(lines: readonly Line[], isOpen: boolean): number {
  let characters = 0;
  for (let at = 0; at < lines.length; at++) {
    characters += lines[at]!.text.length;
    if (at + 1 === CHUNK_LINES || characters >= CHUNK_CHARACTERS) return at + 1;
  }
  return isOpen ? 0 : lines.length;
}

/** Each digest covers the one before, so the last one stands for the whole beginning of the file. */
function chain(before: string, lines: readonly Line[]): string {
  const hash = createHash('sha256').update(before);
  return hash.update(lines.map(({ text }) => `${text}\n`).join('')).digest('hex');
}
