import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type TextSource, toUtf8 } from './to-utf8';

/** One line of a file. */
export interface Line {
  /** From 1. */
  number: number;
  /** Without its end. What is not UTF-8 in it shows as U+FFFD; of a line that is too long the beginning. */
  text: string;
  fault?: 'not-utf8' | 'too-long';
}

/** Each byte is one character of this encoding, so that nothing is lost by cutting. */
const BYTES = 'latin1';
/** So much is cut into lines in one turn of the event loop: what comes at once may be 65,536 lines. */
const PIECE_BYTES = 16 * 1024;
const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * Reads text line by line, in the memory of one chunk and one line: UTF-8, or UTF-16 with its byte order mark; ended by LF, CRLF
 * or CR. What is wrong with a line is said of that line alone.
 * @param maxLineBytes in UTF-8; longer lines are cut
 */
export async function* readLines(source: TextSource, maxLineBytes: number): AsyncGenerator<Line[]> {
  let number = 0;
  let rest = '';
  /** The line that `rest` belongs to was longer than what is kept of it. */
  let cut = false;
  const toLine = (bytes: string): Line => {
    number++;
    const tooLong = cut || bytes.length > maxLineBytes;
    cut = false;
    return decode(number, bytes.slice(0, maxLineBytes), tooLong);
  };
  for await (const chunk of inPieces(toUtf8(source))) {
    const whole = rest + chunk.toString(BYTES);
    // Whether a CR is the end of a line by itself shows with what comes next.
    const held = whole.endsWith('\r') ? '\r' : '';
    const parts = splitLines(held === '' ? whole : whole.slice(0, -1));
    rest = parts.pop()!;
    const lines = parts.map(toLine);
    if (rest.length > maxLineBytes) {
      rest = rest.slice(0, maxLineBytes);
      cut = true;
    }
    rest += held;
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [toLine(rest.endsWith('\r') ? rest.slice(0, -1) : rest)];
}

async function* inPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      yield chunk.subarray(from, from + PIECE_BYTES);
      await nextTurn();
    }
  }
}

function splitLines(text: string): string[] {
  return text.includes('\r') ? text.split(/\r\n?|\n/) : text.split('\n');
}

function decode(number: number, bytes: string, tooLong: boolean): Line {
  if (!BEYOND_ASCII.test(bytes))
    return tooLong ? { number, text: bytes, fault: 'too-long' } : { number, text: bytes };
  const buffer = Buffer.from(bytes, BYTES);
  const text = buffer.toString();
  if (tooLong) return { number, text, fault: 'too-long' };
  return isUtf8(buffer) ? { number, text } : { number, text, fault: 'not-utf8' };
}
