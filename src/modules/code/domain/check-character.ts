import { ALPHABET, digitOf } from './code-alphabet';

/** x⁵ + x² + 1, which makes of five bits the field with 32 elements; x has the order 31 in it. */
const POLYNOMIAL = 0b100101;
/** Up to so many characters, with the check character, each has a weight of its own. */
export const MAX_CHECKED = 31;

/** PRODUCTS[place][value] is value · x^place in the field. */
const PRODUCTS: readonly Uint8Array[] = weigh();

/**
 * The character that makes the weighted sum of the whole zero. Weights are different powers of x, so it finds every single wrong
 * character, and every two that have changed places, whatever their distance.
 * @param text 1 to 30 characters of the alphabet
 */
export function checkCharacter(text: string): string {
  // Its own weight is 1.
  return ALPHABET[sumOf(text, 1)]!;
}

/** Whether the last character is the check character of the others. @param text characters of the alphabet */
export function hasGoodCheck(text: string): boolean {
  return text.length > 1 && text.length <= MAX_CHECKED && sumOf(text, 0) === 0;
}

/** @param behind how many characters are still to come */
function sumOf(text: string, behind: number): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    sum ^= PRODUCTS[text.length - 1 - at + behind]![digitOf(text[at]!)]!;
  }
  return sum;
}

function weigh(): Uint8Array[] {
  const products = [Uint8Array.from({ length: 32 }, (_, value) => value)];
  while (products.length < MAX_CHECKED) {
    products.push(products.at(-1)!.map((value) => (value & 16 ? (value << 1) ^ POLYNOMIAL : value << 1)));
  }
  return products;
}
