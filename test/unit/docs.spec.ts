import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { environmentSchema } from '../../src/config/config';
import { ERROR_CODES } from '../../src/shared/errors';

const ROOT = join(__dirname, '../..');
const README_LIMIT_BYTES = 7_000;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  ...filesUnder('docs', '.md'),
];
const ALL = PAGES.map((page) => ({ page, text: read(page) }));
const SOURCE = filesUnder('src', '.ts').filter((file) => !file.endsWith('.spec.ts'));

/** Every match of the pattern's first group, with the page that it stands on. */
function named(pattern: RegExp): { page: string; name: string }[] {
  return ALL.flatMap(({ page, text }) =>
    [...text.matchAll(pattern)].map((match) => ({ page, name: match[1]! })),
  );
}

test(`the README has ${README_LIMIT_BYTES} bytes at most`, () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(README_LIMIT_BYTES);
});

test('every path exists', () => {
  const paths = named(/`((?:src|test|scripts|migrations|bench|docs)\/[\w./-]*)`/g);
  expect(paths.length).toBeGreaterThan(100);
  expect(paths.filter(({ name }) => !existsSync(join(ROOT, name)))).toEqual([]);
});

test('a built file is named after a source file', () => {
  const built = named(/\bdist\/(src\/\w+)\.js/g);
  expect(built.length).toBeGreaterThan(2);
  expect(built.filter(({ name }) => !existsSync(join(ROOT, `${name}.ts`)))).toEqual([]);
});

test('every relative link leads to a file', () => {
  const links = named(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ page, name }) => !existsSync(join(ROOT, dirname(page), name)))).toEqual([]);
});

test('every npm script exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const runs = named(/npm run (?:-s |--silent )?([\w:]+)/g);
  expect(runs.length).toBeGreaterThan(10);
  expect(runs.filter(({ name }) => !(name in scripts))).toEqual([]);
});

test('every environment variable is in .env.example, or of the tests', () => {
  const example = new Set(
    [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map((m) => m[1]!),
  );
  for (const name of Object.keys(environmentSchema.shape)) expect(example).toContain(name);
  const ofTests = ['TEST_DATABASE_URL', 'TEST_REDIS_URL'];
  const ofOthers = ['MAY_CALL', 'ALGORITHM', 'INPLACE', 'INSTANT', 'LOCK'];
  const variables = named(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b[^`]*`/g);
  expect(variables.length).toBeGreaterThan(40);
  const unknown = variables.filter(
    ({ name }) =>
      !example.has(name) && !ofTests.includes(name) && !ofOthers.includes(name) && !(name in ERROR_CODES),
  );
  // A page's placeholders for ids, in a command that stands beside them.
  expect(unknown.filter(({ name }) => !/^(ORDER|REFUND|BATCH)_ID$/.test(name))).toEqual([]);
});

test('every command of the CLI exists, and each is explained in docs/operate.md', () => {
  const commands = SOURCE.filter((file) => /\.commands?\.ts$/.test(file)).flatMap((file) =>
    [...read(file).matchAll(/@Command\(\{\s*name: '([\w:-]+)'/g)].map((match) => match[1]!),
  );
  expect(commands.length).toBeGreaterThan(15);
  const used = named(/npm run cli -- ([a-z][\w:-]*)/g);
  expect(used.length).toBeGreaterThan(3);
  expect(used.filter(({ name }) => !commands.includes(name))).toEqual([]);
  const section = read('docs/operate.md').split('## Commands')[1]!.split('\n## ')[0]!;
  const explained = [...section.matchAll(/`([a-z]+(?::[a-z-]+)?)`/g)].map((match) => match[1]!);
  expect([...new Set(explained)].sort()).toEqual([...commands].sort());
});

/** `METHOD /path` of every route, parameters as `{}`. */
function routes(): Set<string> {
  const found = new Set<string>();
  for (const file of SOURCE.filter((name) => name.endsWith('.controller.ts'))) {
    for (const [index, part] of read(file)
      .split(/@Controller\(/)
      .entries()) {
      // A base class has no path of its own: its routes are those of each controller of the file.
      const base = index === 0 ? [] : [/^'([^']*)'/.exec(part)?.[1] ?? ''];
      const bases =
        base.length > 0 ? base : [...read(file).matchAll(/@Controller\('([^']*)'/g)].map((m) => m[1]!);
      for (const [, verb, path = ''] of part.matchAll(
        /@(Get|Post|Put|Patch|Delete|Sse)\((?:'([^']*)')?\)/g,
      )) {
        const method = verb === 'Sse' ? 'GET' : verb!.toUpperCase();
        for (const prefix of bases) found.add(`${method} /${[prefix, path].filter(Boolean).join('/')}`);
      }
    }
  }
  return new Set([...found].map((route) => route.replace(/:\w+/g, '{}')));
}

test('every route exists', () => {
  const known = routes();
  expect(known.size).toBeGreaterThan(60);
  const paths = new Set([...known].map((route) => route.split(' ')[1]!));
  const plain = (path: string) =>
    path
      .replace(/\{[^}]*\}/g, '{}')
      .replace(/\?.*$/, '')
      .replace(/\/$/, '');
  const withMethod = named(/`((?:GET|POST|PUT|PATCH|DELETE) \/v1\/[^`\s]*)`/g);
  const alone = named(/`(\/(?:v1\/|health\/|metrics)[^`\s]*)`/g);
  expect(withMethod.length).toBeGreaterThan(20);
  expect(alone.length).toBeGreaterThan(10);
  const misses = [
    ...withMethod.filter(({ name }) => !known.has(plain(name))),
    // The payment provider is a parameter of its route.
    ...alone.filter(
      ({ name }) => !paths.has(plain(name.replace('payment-webhooks/stripe', 'payment-webhooks/{provider}'))),
    ),
  ];
  expect(misses).toEqual([]);
});

test('every error code is in the registry', () => {
  const codes = named(/(?:\b(?:402|403|404|409|422|503)|refuses?|answers?|past it) `?([A-Z]+_?[A-Z_]+)`?/g);
  expect(codes.length).toBeGreaterThan(5);
  const notCodes = ['POST', 'GET'];
  expect(codes.filter(({ name }) => !(name in ERROR_CODES) && !notCodes.includes(name))).toEqual([]);
});

test('every metric of docs/operate.md is exported, and each that is exported is there', () => {
  const section = read('docs/operate.md').split('## Metrics')[1]!.split('\n## ')[0]!;
  const told = [...section.matchAll(/`((?:coupon|order)_[a-z_]+)/g)].map((match) => match[1]!);
  const exported = SOURCE.flatMap((file) =>
    [...read(file).matchAll(/\b(?:counter|gauge|histogram)\(\s*'([a-z_]+)'/g)].map((match) => match[1]!),
  );
  expect(exported.length).toBeGreaterThan(8);
  expect([...new Set(told)].sort()).toEqual([...new Set(exported)].sort());
});

describe('the glossary', () => {
  const rows = read('docs/glossary.md')
    .split('\n')
    .filter((line) => /^\| (?!term|---)/.test(line) && !line.startsWith('|---'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, term, chinese, , names, where]) => ({
      term: term!,
      chinese: chinese!,
      names: names!,
      where: where!,
    }));
  const migrations = filesUnder('migrations', '.ts').map(read).join('\n');
  const tables = new Map(
    [...migrations.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(([\s\S]*?)\) ENGINE/g)].map((m) => [
      m[1]!,
      m[2]!,
    ]),
  );

  test('says each term once', () => {
    expect(rows.length).toBeGreaterThan(50);
    const terms = rows.map(({ term }) => term.toLowerCase());
    expect(terms.filter((term, at) => terms.indexOf(term) !== at)).toEqual([]);
    const chinese = rows.map((row) => row.chinese);
    expect(chinese.filter((word, at) => chinese.indexOf(word) !== at)).toEqual([]);
  });

  test('names tables and columns that migrations make', () => {
    expect(tables.size).toBeGreaterThan(40);
    const used = rows.flatMap(({ term, names }) =>
      [...names.replace(/API .*$/, '').matchAll(/`([a-z_]+)(?:\.([a-z_]+))?`/g)]
        // A field of rule_content stands after its column.
        .filter(({ index }) => !/`rule\.rule_content` $/.test(names.slice(0, index)))
        .map((match) => ({ term, table: match[1]!, column: match[2] })),
    );
    expect(used.length).toBeGreaterThan(50);
    const added = (table: string) =>
      [...migrations.matchAll(new RegExp(`ALTER TABLE ${table} ([^\`';]*)`, 'g'))].map((m) => m[1]).join(' ');
    const misses = used.filter(
      ({ table, column }) =>
        !tables.has(table) ||
        (column !== undefined && !new RegExp(`\\b${column} `).test(`${tables.get(table)} ${added(table)}`)),
    );
    expect(misses).toEqual([]);
  });

  test('says where each lives', () => {
    const misses = rows.filter(
      ({ where }) => where !== '–' && !existsSync(join(ROOT, where.replaceAll('`', ''))),
    );
    expect(misses).toEqual([]);
    // What is to come lives nowhere yet, and nothing else.
    expect(rows.filter(({ where, names }) => (where === '–') !== (names === 'to come'))).toEqual([]);
  });
});

test('decisions are numbered without gaps, and the index names each by its title', () => {
  const files = readdirSync(join(ROOT, 'docs/adr'))
    .filter((name) => /^\d{4}-/.test(name))
    .sort();
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, at) => at + 1));
  const index = read('docs/adr/README.md');
  for (const [at, file] of files.entries()) {
    const text = read(`docs/adr/${file}`);
    const title = new RegExp(`^# ${at + 1}\\. (.+)$`, 'm').exec(text)?.[1];
    expect(index).toContain(`| ${at + 1} | [${title}](${file}) |`);
    for (const part of ['Context', 'Decision', 'The other side', 'Consequences'])
      expect(text).toContain(`## ${part}\n`);
  }
});

test('docs/architecture.md says what .dependency-cruiser.cjs allows', () => {
  const { forbidden } = require(join(ROOT, '.dependency-cruiser.cjs')) as {
    forbidden: { name: string; to: { pathNot?: string[] } }[];
  };
  const allowed = new Map<string, string[]>();
  for (const { name, to } of forbidden) {
    const module = /^modules-called-by-(\w+)$/.exec(name)?.[1];
    if (!module || module === 'report') continue;
    const others = to
      .pathNot!.map((path) => /modules\/(\w+)\//.exec(path)![1]!)
      .filter((other) => other !== module);
    allowed.set(module, others.sort());
  }
  expect(allowed.size).toBeGreaterThan(9);
  const table = read('docs/architecture.md').matchAll(/^\| `(\w+)` \| .* \| ([^|]*) \|$/gm);
  const told = new Map(
    [...table].map(([, module, others]) => [module!, others === '–' ? [] : others!.split(', ').sort()]),
  );
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(allowed));
});

test('what the Dockerfile copies is there, and .dockerignore lets it in', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
    match[1]!.split(' '),
  );
  expect(copied.length).toBeGreaterThan(6);
  expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const lets = new Set([...read('.dockerignore').matchAll(/^!(\S+)$/gm)].map((match) => match[1]!));
  expect(copied.filter((path) => !lets.has(path))).toEqual([]);
});
