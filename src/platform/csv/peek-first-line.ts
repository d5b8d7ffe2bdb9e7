/**
 * Looks at the first line of a text that is not blank.
 * @param text UTF-8 without a byte order mark
 * @param maxBytes so much of the text is looked at; a longer line is cut
 * @returns the line without its end, and the whole text again, this line included
 */
export async function peekFirstLine(
  text: AsyncGenerator<Buffer>,
  maxBytes: number,
): Promise<{ line: string; all: AsyncGenerator<Buffer> }> {
  const seen: Buffer[] = [];
  let head = Buffer.alloc(0);
  let line: string | undefined;
  while (line === undefined) {
    const next = await text.next();
    if (!next.done) {
      seen.push(next.value);
      head = Buffer.concat([head, next.value]).subarray(0, maxBytes);
    }
    const lines = head.toString().split(/[\r\n]/);
    const isAll = next.done || head.length === maxBytes;
    line =
      lines.slice(0, isAll ? undefined : -1).find((one) => one.trim() !== '') ?? (isAll ? '' : undefined);
  }
  return { line, all: again(seen, text) };
}

async function* again(seen: Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* seen;
  yield* rest;
}
