import { isUtf8 } from 'node:buffer';

/** One line of a file. */
export interface Line {
  /** From 1. */
  number: number;
  /** Without its end. What is not UTF-8 in it shows as U+FFFD; of a line that is too long the beginning. */
  text: string;
  fault?: 'not-utf8' | 'too-long';
}

/** What the stream hands over is bytes; each of them is one character of this encoding, so that nothing is lost by cutting. */
const BYTES = 'latin1';
const BEYOND_ASCII = /[\x80-\xff]/;
const BOM = '\xef\xbb\xbf';

/**
 * Reads UTF-8 text line by line, ended by LF or CRLF, in the memory of one chunk and one line. What is wrong with a line is
 * said of that line alone.
 * @param maxLineBytes longer lines are cut
 */
export async function* readLines(
  source: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
  maxLineBytes: number,
): AsyncGenerator<Line[]> {
  let number = 0;
  let rest = '';
  /** The line that `rest` belongs to was longer than what is kept of it. */
  let cut = false;
  const toLine = (raw: string): Line => {
    number++;
    const bare = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const bytes = number === 1 && bare.startsWith(BOM) ? bare.slice(BOM.length) : bare;
    const tooLong = cut || bytes.length > maxLineBytes;
    cut = false;
    return decode(number, bytes.slice(0, maxLineBytes), tooLong);
  };
  for await (const chunk of source) {
    const parts = (rest + (typeof chunk === 'string' ? Buffer.from(chunk) : chunk).toString(BYTES)).split(
      '\n',
    );
    rest = parts.pop()!;
    const lines = parts.map(toLine);
    if (rest.length > maxLineBytes) {
      rest = rest.slice(0, maxLineBytes);
      cut = true;
    }
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [toLine(rest)];
}

function decode(number: number, bytes: string, tooLong: boolean): Line {
  if (!BEYOND_ASCII.test(bytes))
    return tooLong ? { number, text: bytes, fault: 'too-long' } : { number, text: bytes };
  const buffer = Buffer.from(bytes, BYTES);
  const text = buffer.toString();
  if (tooLong) return { number, text, fault: 'too-long' };
  return isUtf8(buffer) ? { number, text } : { number, text, fault: 'not-utf8' };
}
