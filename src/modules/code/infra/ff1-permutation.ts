import { type Cipher, createCipheriv } from 'node:crypto';
import type { CodePermutation } from '../domain/code-number';

const ROUNDS = 10;
const HALF_MASK = 2 ** 30 - 1;
const BLOCK = 16;
/**
 * The block P of the standard for radix 32, twelve numerals split six and six, and no tweak. It is the same for all, so its
 * encryption is the start of each round's CBC-MAC.
 */
const P = Uint8Array.of(1, 2, 1, 0, 0, 32, 10, 6, 0, 0, 0, 12, 0, 0, 0, 0);

/**
 * FF1 (NIST SP 800-38G) with AES-256, for texts of twelve characters of an alphabet of 32. Of the standard only that is left which
 * these numbers leave: a round is one AES block, and a sum modulo 2³⁰. Many texts go through each round together, by one call
 * of AES. A test compares it with another implementation of the standard.
 */
export class Ff1Permutation implements CodePermutation {
  private readonly aes: Cipher;
  private readonly start: Uint8Array;

  /** @param key 32 bytes */
  constructor(key: Uint8Array) {
    // Single blocks of AES, which is what FF1 is built of; no text is encrypted in this mode.
    this.aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    this.start = Uint8Array.from(this.aes.update(P));
  }

  encrypt(left: Uint32Array, right: Uint32Array): void {
    const blocks = this.blocksFor(left.length);
    let [a, b] = [left.slice(), right.slice()];
    for (let round = 0; round < ROUNDS; round++) {
      const mask = this.roundMask(blocks, round, b);
      for (let at = 0; at < a.length; at++) a[at] = (a[at]! + mask(at)) & HALF_MASK;
      [a, b] = [b, a];
    }
    left.set(a);
    right.set(b);
  }

  decrypt(left: Uint32Array, right: Uint32Array): void {
    const blocks = this.blocksFor(left.length);
    let [a, b] = [left.slice(), right.slice()];
    for (let round = ROUNDS - 1; round >= 0; round--) {
      const mask = this.roundMask(blocks, round, a);
      for (let at = 0; at < b.length; at++) b[at] = (b[at]! - mask(at)) & HALF_MASK;
      [a, b] = [b, a];
    }
    left.set(a);
    right.set(b);
  }

  /** For each text the encrypted P; {@link roundMask} changes the last five bytes. */
  private blocksFor(count: number): Buffer {
    const blocks = Buffer.allocUnsafe(count * BLOCK);
    for (let at = 0; at < count; at++) blocks.set(this.start, at * BLOCK);
    return blocks;
  }

  /** The lowest thirty bits of the first eight bytes of each block's encryption: the standard's y modulo 2³⁰. */
  private roundMask(blocks: Buffer, round: number, half: Uint32Array): (at: number) => number {
    const numberStart = this.start[11]! ^ round;
    const [s12, s13, s14, s15] = this.start.subarray(12) as unknown as [number, number, number, number];
    for (let at = 0, byte = 0; at < half.length; at++, byte += BLOCK) {
      const number = half[at]!;
      blocks[byte + 11] = numberStart;
      blocks[byte + 12] = s12 ^ (number >>> 24);
      blocks[byte + 13] = s13 ^ ((number >>> 16) & 255);
      blocks[byte + 14] = s14 ^ ((number >>> 8) & 255);
      blocks[byte + 15] = s15 ^ (number & 255);
    }
    const encrypted = this.aes.update(blocks);
    return (at) => encrypted.readUInt32BE(at * BLOCK + 4) & HALF_MASK;
  }
}
