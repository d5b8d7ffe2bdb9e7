import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// Tests lie beside the code and are no part of what is built.
const NO_INPUT = /\.spec\.ts$/;

/**
 * Is an output up to date? A stamp written beside it says for which inputs it was made; where somebody made it by hand,
 * without a stamp, it counts as fresh if it is newer than every input.
 * @param {{ stampFile: string, outputFile: string, inputs: string[] }} what `inputs`: files and folders
 */
export function isFresh({ stampFile, outputFile, inputs }) {
  if (!existsSync(outputFile)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint(inputs)) return true;
  const madeAt = statSync(outputFile).mtimeMs;
  return listFiles(inputs).every((file) => statSync(file).mtimeMs <= madeAt);
}

/**
 * Names a state of the inputs by their contents: copying or checking out the same files again changes nothing, a file
 * added, removed or renamed does.
 * @param {string[]} inputs files and folders
 */
export function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const file of listFiles(inputs)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/**
 * @param {string[]} inputs
 * @returns {string[]}
 */
function listFiles(inputs) {
  return inputs.flatMap((input) => {
    const stat = statSync(input, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    if (!stat.isDirectory()) return NO_INPUT.test(input) ? [] : [input];
    return listFiles(
      readdirSync(input)
        .sort()
        .map((name) => join(input, name)),
    );
  });
}
