import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { ApiModule } from './app.module';
import { describeModule } from './platform/http';

/**
 * `node dist/src/openapi.js FILE` writes the OpenAPI document of the built code; with `--check` it only compares, and
 * exits with 1 when code and file differ. Needs no server and no configuration.
 */
async function main(options: string[]): Promise<number> {
  const file = options.find((option) => !option.startsWith('--')) ?? 'openapi.json';
  const text = `${JSON.stringify(await describeModule(ApiModule), null, 2)}\n`;
  if (!options.includes('--check')) {
    writeFileSync(file, text);
    return 0;
  }
  if (readFileSync(file, 'utf8') === text) return 0;
  process.stderr.write(`${file} is not what the code says: run "npm run openapi" and commit the file.\n`);
  return 1;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
