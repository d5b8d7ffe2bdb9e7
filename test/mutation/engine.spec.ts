import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All specs of the pricing engine as one file, for mutation testing: Jest then loads the engine once per mutant instead
 * of once per spec. Properties come last, since most mutants fall to a cheaper test before. Real invoices stay out: they
 * take seconds, and the properties cover what they cover.
 */
const FOLDERS = ['src/modules/pricing', 'src/shared'];
const OF_THE_ENGINE = /^(?!batcher\.|.*\.retail\.).*\.spec\.ts$/;

const specs = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => OF_THE_ENGINE.test(name))
    .map(({ parentPath, name }) => join(process.cwd(), parentPath, name)),
);
const isProperty = (path: string) => Number(path.includes('.property.'));

for (const path of specs.sort((a, b) => isProperty(a) - isProperty(b) || (a < b ? -1 : 1))) {
  jest.requireActual(path);
}
