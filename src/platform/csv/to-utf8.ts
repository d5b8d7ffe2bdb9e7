export type TextSource = AsyncIterable<Buffer | string> | Iterable<Buffer | string>;

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_LE_BOM = Buffer.from([0xff, 0xfe]);
const UTF16_BE_BOM = Buffer.from([0xfe, 0xff]);
/** No part of UTF-8 anywhere. */
const NO_UTF8 = Buffer.from([0xff]);
const NOTHING = Buffer.alloc(0);

/**
 * The bytes of a text as UTF-8 without its byte order mark. UTF-16 is known by its mark, which spreadsheets write; everything
 * else is taken for UTF-8, and passed on as it is. What is no UTF-16 in a text that should be becomes a byte that is no UTF-8, so
 * that the reader of lines says so of the right line.
 */
export async function* toUtf8(source: TextSource): AsyncGenerator<Buffer> {
  let head = NOTHING;
  let decoder: Decoder | undefined;
  for await (const chunk of source) {
    let bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (!decoder) {
      head = Buffer.concat([head, bytes]);
      if (head.length < UTF8_BOM.length) continue;
      ({ decoder, bytes } = begin(head));
    }
    const decoded = decoder.write(bytes);
    if (decoded.length > 0) yield decoded;
  }
  const last = decoder ? decoder.end() : all(begin(head));
  if (last.length > 0) yield last;
}

interface Decoder {
  write(bytes: Buffer): Buffer;
  /** @returns what was waiting for more */
  end(): Buffer;
}

const asItIs: Decoder = { write: (bytes) => bytes, end: () => NOTHING };

function begin(head: Buffer): { decoder: Decoder; bytes: Buffer } {
  const after = (bom: Buffer) =>
    head.subarray(0, bom.length).equals(bom) ? head.subarray(bom.length) : null;
  const utf8 = after(UTF8_BOM);
  if (utf8) return { decoder: asItIs, bytes: utf8 };
  const littleEndian = after(UTF16_LE_BOM);
  if (littleEndian) return { decoder: new Utf16(false), bytes: littleEndian };
  const bigEndian = after(UTF16_BE_BOM);
  if (bigEndian) return { decoder: new Utf16(true), bytes: bigEndian };
  return { decoder: asItIs, bytes: head };
}

function all({ decoder, bytes }: { decoder: Decoder; bytes: Buffer }): Buffer {
  return Buffer.concat([decoder.write(bytes), decoder.end()]);
}

/** Half a unit, or the first half of a pair, waits for the next chunk. */
class Utf16 implements Decoder {
  private waiting: Buffer = NOTHING;

  constructor(private readonly isBigEndian: boolean) {}

  write(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.waiting, bytes]);
    const whole = all.subarray(0, all.length - (all.length % 2));
    // A copy by now: swapping must not change what belongs to the source.
    const text = (this.isBigEndian ? whole.swap16() : whole).toString('utf16le');
    const isCut = /[\uD800-\uDBFF]$/.test(text);
    const taken = isCut ? text.slice(0, -1) : text;
    const left = Buffer.from(all.subarray(taken.length * 2));
    // The half pair was swapped with the rest, and will be again.
    this.waiting =
      this.isBigEndian && isCut ? Buffer.concat([swapped(left.subarray(0, 2)), left.subarray(2)]) : left;
    return encode(taken);
  }

  end(): Buffer {
    return this.waiting.length > 0 ? NO_UTF8 : NOTHING;
  }
}

function swapped(unit: Buffer): Buffer {
  return Buffer.from(unit).swap16();
}

/** UTF-8, in which each half of a pair that stands alone is {@link NO_UTF8}. */
function encode(text: string): Buffer {
  const parts = text.split(/\p{Cs}/u);
  if (parts.length === 1) return Buffer.from(text);
  return Buffer.concat(parts.flatMap((part, at) => [...(at > 0 ? [NO_UTF8] : []), Buffer.from(part)]));
}
