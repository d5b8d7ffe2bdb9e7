import type { CodeBody } from './code-text';

/** Generations that sixty bits leave room for, and serials of one batch. */
export const MAX_GENERATION = 2 ** 28 - 1;
export const MAX_SERIAL = 2 ** 32 - 1;

/** Which code of which generation it is: what stands in a code's body, encrypted. */
export interface CodeNumber {
  /** 1 … MAX_GENERATION. */
  readonly generation: number;
  /** 1 … MAX_SERIAL: codes of a batch are numbered through all its generations. */
  readonly serial: number;
}

const LOW_BITS = 30;
const LOW_MASK = 2 ** LOW_BITS - 1;

/** Twenty-eight bits of the generation, then thirty-two of the serial. */
export function packNumber({ generation, serial }: CodeNumber): CodeBody {
  return { left: generation * 4 + (serial >>> LOW_BITS), right: (serial & LOW_MASK) >>> 0 };
}

export function unpackNumber({ left, right }: CodeBody): CodeNumber {
  return { generation: left >>> 2, serial: (left & 3) * 2 ** LOW_BITS + right };
}

/** A secret one-to-one mapping of the sixty bits of a code's body. Both arrays are halves of thirty bits, changed in place. */
export interface CodePermutation {
  encrypt(left: Uint32Array, right: Uint32Array): void;
  decrypt(left: Uint32Array, right: Uint32Array): void;
}
