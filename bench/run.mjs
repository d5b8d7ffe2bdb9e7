// npm run bench -- NAME [--key value …] runs ./NAME.mjs, npm run chaos -- NAME runs ./chaos/NAME.mjs; both build first when dist
// is missing or older than src.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function newestChange(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}

function buildIfStale() {
  const dist = join(root, 'dist', 'src');
  if (existsSync(dist) && newestChange(dist) >= newestChange(join(root, 'src'))) {
    return;
  }
  const nest = join(root, 'node_modules', '.bin', 'nest');
  const { status } = spawnSync(nest, ['build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(1);
  }
}

/** Every `--key value` becomes an option; a value that reads as a number is one. */
function readOptions(args) {
  const { tokens } = parseArgs({ args, strict: false, tokens: true, allowPositionals: true });
  const options = {};
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'option') {
      const next = tokens[i + 1];
      const value = token.value ?? (next?.kind === 'positional' ? next.value : true);
      options[token.name] =
        typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
    }
  }
  return options;
}

const [kind, name, ...args] = process.argv.slice(2);
const folder = kind === 'chaos' ? './chaos' : '.';
const file = new URL(`${folder}/${name}.mjs`, import.meta.url);
if (
  !['bench', 'chaos'].includes(kind) ||
  !/^[a-z0-9-]+$/.test(name ?? '') ||
  name === 'run' ||
  !existsSync(file)
) {
  console.error(
    `usage: npm run ${kind} -- NAME [--key value …], NAME being a file of bench/${kind === 'chaos' ? 'chaos/' : ''}`,
  );
  process.exit(2);
}
// Servers and processes that a run has started are ended at exit, which a signal alone would not lead through.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
buildIfStale();
const { default: run } = await import(file);
await run(readOptions(args));
// All its work is awaited and its result printed: a connection that lingers after a killed server must not keep the caller.
process.exit();
