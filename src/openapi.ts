import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { ApiModule } from './app.module';
import { describeModule } from './platform/http';
import { breakingChanges } from './platform/http/openapi/diff/breaking-changes';
import { unnamed } from './platform/http/openapi/diff/changelog';

/** The document of the last release; before the first one, as it was when this comparison began. */
const RELEASED = 'docs/api/released-openapi.json';

/**
 * `node dist/src/openapi.js FILE` writes the OpenAPI document of the built code; with `--check` it only compares, and
 * exits with 1 when code and file differ. With `--diff` it compares the file with that of the last release, and exits with 1
 * when a change breaks clients and CHANGELOG.md does not name it. Needs no server and no configuration.
 */
async function main(options: string[]): Promise<number> {
  const file = options.find((option) => !option.startsWith('--')) ?? 'openapi.json';
  if (options.includes('--diff')) return compareWithRelease(file);
  const text = `${JSON.stringify(await describeModule(ApiModule), null, 2)}\n`;
  if (!options.includes('--check')) {
    writeFileSync(file, text);
    return 0;
  }
  if (readFileSync(file, 'utf8') === text) return 0;
  process.stderr.write(`${file} is not what the code says: run "npm run openapi" and commit the file.\n`);
  return 1;
}

function compareWithRelease(file: string): number {
  const [released, current] = [RELEASED, file].map((name) => JSON.parse(readFileSync(name, 'utf8')));
  const changes = breakingChanges(released, current);
  const missing = unnamed(changes, readFileSync('CHANGELOG.md', 'utf8'));
  for (const { operation, name, what } of missing) {
    process.stderr.write(
      `${operation}: ${what}. Name \`${name}\` in CHANGELOG.md, Unreleased, Changed or Removed.\n`,
    );
  }
  process.stdout.write(`${changes.length} changes break clients, ${missing.length} of them are not named.\n`);
  return missing.length === 0 ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
