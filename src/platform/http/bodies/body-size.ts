import { AppError } from '../../../shared/errors';

/** How deep a JSON body may be nested. Ours need six levels. */
const MAX_DEPTH = 32;
/** Objects and lists in a body: the largest of ours has 2,000 (1,000 lines with a list of categories each). */
const MAX_CONTAINERS = 2_500;
/** Values in a body: the largest of ours has some 26,000. */
const MAX_VALUES = 30_000;
/** Fields of one object: the largest of ours has 30. A thousand of them are parsed into a table that is slow to make and to read. */
const MAX_FIELDS = 500;

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Why a JSON body is not worth parsing: a mebibyte of empty objects takes 100 ms to parse and seconds to validate, one by one,
 * while nobody else is served; what is nested 100,000 deep makes whatever walks it by recursion run out of stack. Counting in the
 * bytes takes a millisecond.
 */
export function refusalOfSize(json: Buffer): AppError | undefined {
  let depth = 0;
  let containers = 0;
  let commas = 0;
  /** By depth, of the object that is open there. */
  const fields = new Uint32Array(MAX_DEPTH + 1);
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (byte === QUOTE) isText = !isText;
    else if (isText) {
      if (byte === BACKSLASH) at += 1;
    } else if (byte === COMMA) {
      commas += 1;
      if (commas + containers > MAX_VALUES) return tooMuch(`has more than ${MAX_VALUES} values`);
    } else if (byte === COLON) {
      fields[depth]! += 1;
      if (fields[depth]! > MAX_FIELDS) return tooMuch(`has more than ${MAX_FIELDS} fields in one object`);
    } else if (OPENING.has(byte)) {
      depth += 1;
      containers += 1;
      if (depth > MAX_DEPTH) return tooMuch(`is nested deeper than ${MAX_DEPTH} levels`);
      fields[depth] = 0;
      if (containers > MAX_CONTAINERS) return tooMuch(`has more than ${MAX_CONTAINERS} objects and lists`);
    } else if (CLOSING.has(byte)) depth = Math.max(0, depth - 1);
  }
  return undefined;
}

function tooMuch(what: string): AppError {
  return new AppError('MALFORMED_BODY', { detail: `The body ${what}.` });
}
