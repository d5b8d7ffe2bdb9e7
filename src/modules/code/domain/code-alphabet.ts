/** The 32 characters of codes: digits and capital letters without I, L, O and U, which are taken for others (Crockford's base 32). */
export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What people write for a character of the alphabet. */
const LOOK_ALIKES: Record<string, string> = { O: '0', I: '1', L: '1', U: 'V' };
/** Blanks, and dashes of every kind: they only make a code readable. */
const SEPARATORS = /[\s\p{Pd}\u2212_.]+/gu;
const LETTERS_AND_DIGITS = /^[0-9A-Z]+$/;
/** More than any code has, with all that people may put between its characters. */
export const MAX_TYPED = 64;

/**
 * A code as it is compared: what people type is forgiven its case, its width, blanks, dashes, and look-alikes.
 * @returns characters of {@link ALPHABET} only; undefined when there is something else in it, or nothing
 */
export function foldCode(typed: string): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  const plain = typed.normalize('NFKC').replace(SEPARATORS, '').toUpperCase();
  if (!LETTERS_AND_DIGITS.test(plain)) return undefined;
  return plain.replace(/[OILU]/g, (letter) => LOOK_ALIKES[letter]!);
}

/** A prefix as codes are read with it. @param prefix digits and capital letters, or empty */
export const foldPrefix = (prefix: string): string => foldCode(prefix) ?? '';

/** 0 to 31. @param character of {@link ALPHABET} */
export function digitOf(character: string): number {
  return VALUES[character.charCodeAt(0)]!;
}

const VALUES = new Int8Array(128).fill(-1);
for (const [value, character] of Array.from(ALPHABET).entries()) VALUES[character.charCodeAt(0)] = value;
