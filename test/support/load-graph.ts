import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

/** What a process loads by itself when it loads a file. */
export interface Loaded {
  /** Our own, from the project's folder on. */
  files: Set<string>;
  packages: Set<string>;
  /** What they load only when they need it: our own files, by the file that asks for them. */
  later: Map<string, string[]>;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  // As built, "import()" stays what it is, and everything else becomes "require".
  module: ts.ModuleKind.Node16,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  isolatedModules: true,
};
/** What the compiler makes of an import at the top of a file; inside a function it is indented. */
const TOP = /^(?:(?:const|var) \w+ = |__exportStar\()?(?:__import\w+\()?require\("([^"]+)"\)/gm;
const LATER = /\bimport\(['"]([^'"]+)['"]\)/g;

/** Follows what is left of imports when types are gone, from these files on. */
export function loadedBy(entries: readonly string[]): Loaded {
  const loaded: Loaded = { files: new Set(), packages: new Set(), later: new Map() };
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.files.has(file)) continue;
    loaded.files.add(file);
    if (file.endsWith('.json')) continue;
    const outputText = compiled(file);
    for (const [, name = ''] of outputText.matchAll(TOP)) {
      if (name.startsWith('.')) waiting.push(resolve(file, name));
      else if (!name.startsWith('node:')) loaded.packages.add(packageOf(name));
    }
    const later = [...outputText.matchAll(LATER)].map(([, name = '']) => name);
    const own = later.filter((name) => name.startsWith('.')).map((name) => resolve(file, name));
    if (own.length > 0) loaded.later.set(file, own);
  }
  return loaded;
}

const outputs = new Map<string, string>();

function compiled(file: string): string {
  let output = outputs.get(file);
  if (output === undefined) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    const options = { compilerOptions: OPTIONS, fileName: join(ROOT, file) };
    output = ts.transpileModule(source, options).outputText;
    outputs.set(file, output);
  }
  return output;
}

function resolve(from: string, name: string): string {
  const path = join(ROOT, dirname(from), name.replace(/\.js$/, ''));
  const found = [path, `${path}.ts`, join(path, 'index.ts')].find(
    (candidate) => existsSync(candidate) && /\.(ts|json)$/.test(candidate),
  );
  if (!found) throw new Error(`${from} imports ${name}, which is not there`);
  return relative(ROOT, found);
}

const packageOf = (name: string): string => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[1] ?? name;
