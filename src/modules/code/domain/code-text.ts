import { checkCharacter, hasGoodCheck } from './check-character';
import { ALPHABET, digitOf, foldCode, foldPrefix } from './code-alphabet';

/** Characters of a unique code between prefix and check character: 60 bits. */
const BODY_LENGTH = 12;
const HALF_LENGTH = BODY_LENGTH / 2;
/** Of the body and its check character. */
export const MIN_CODE_LENGTH = BODY_LENGTH + 1;
export const MAX_PREFIX_LENGTH = 8;
const MAX_CODE_LENGTH = MAX_PREFIX_LENGTH + MIN_CODE_LENGTH;
/** A word that many use is always shorter than a unique code, so the length tells the two apart. */
export const MIN_WORD_LENGTH = 4;
export const MAX_WORD_LENGTH = BODY_LENGTH;

/** As merchants may write a prefix, and a word. */
export const PREFIX = new RegExp(`^[0-9A-Z]{0,${MAX_PREFIX_LENGTH}}$`);
export const WORD = new RegExp(`^[0-9A-Z]{${MIN_WORD_LENGTH},${MAX_WORD_LENGTH}}$`);

/** The twelve characters of a code's body as numbers: six characters, thirty bits, each. */
export interface CodeBody {
  readonly left: number;
  readonly right: number;
}

/** What somebody has typed. */
export type TypedCode =
  /** Its form alone says that it is none: nothing needs to be looked up. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'unique'; readonly prefix: string; readonly body: CodeBody };

const MALFORMED: TypedCode = { kind: 'malformed' };

/** Reads a code in any spelling that {@link foldCode} forgives. Prefix and word are as folded. */
export function readCode(typed: string): TypedCode {
  const text = foldCode(typed);
  if (text === undefined || text.length < MIN_WORD_LENGTH || text.length > MAX_CODE_LENGTH) return MALFORMED;
  if (text.length <= MAX_WORD_LENGTH) return { kind: 'word', word: text };
  if (!hasGoodCheck(text)) return MALFORMED;
  const start = text.length - MIN_CODE_LENGTH;
  return {
    kind: 'unique',
    prefix: text.slice(0, start),
    body: { left: toNumber(text, start), right: toNumber(text, start + HALF_LENGTH) },
  };
}

/**
 * A unique code as it is printed, such as `XMAS-7K3M-9QPZ-4T2WC`.
 * @param prefix as its merchant has written it
 */
export function writeCode(prefix: string, { left, right }: CodeBody): string {
  const body = toText(left) + toText(right);
  const check = checkCharacter(foldPrefix(prefix) + body);
  const printed = `${body.slice(0, 4)}-${body.slice(4, 8)}-${body.slice(8)}${check}`;
  return prefix === '' ? printed : `${prefix}-${printed}`;
}

function toNumber(text: string, start: number): number {
  let number = 0;
  for (let at = start; at < start + HALF_LENGTH; at++) number = number * 32 + digitOf(text[at]!);
  return number;
}

function toText(half: number): string {
  let text = '';
  for (let shift = 25; shift >= 0; shift -= 5) text += ALPHABET[(half >>> shift) & 31];
  return text;
}
