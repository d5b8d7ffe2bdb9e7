import { packNumber } from '../domain/code-number';
import { writeCode } from '../domain/code-text';
import type { Generation } from '../domain/generation';
import type { CodeKey } from '../infra/code-keys';

/** Codes of one generation as they are printed, computed together. @param key the generation's */
export function codesOf(
  { generationId, prefix }: Generation,
  { permutation }: CodeKey,
  serials: ArrayLike<number>,
): string[] {
  const { length } = serials;
  const [left, right] = [new Uint32Array(length), new Uint32Array(length)];
  for (let at = 0; at < length; at++) {
    const body = packNumber({ generation: Number(generationId), serial: serials[at]! });
    left[at] = body.left;
    right[at] = body.right;
  }
  permutation.encrypt(left, right);
  return Array.from(left, (half, at) => writeCode(prefix, { left: half, right: right[at]! }));
}
